# Sourced by the scripts: how they speak, wait and install. All that they say goes to standard error, as standard output
# is the command's own.

say() { echo "build.sh: $*" >&2; }

fail() {
  say "$*"
  exit 1
}

# step LABEL COMMAND...: names the step, runs it silently, then gives its time, or the end of what it printed if it fails.
step() {
  local label=$1 start=$SECONDS log
  shift
  log=$(mktemp)
  printf 'build.sh: %s ... ' "$label" >&2
  if "$@" >"$log" 2>&1; then
    echo "$((SECONDS - start)) s" >&2
    rm -f "$log"
  else
    echo "failed after $((SECONDS - start)) s" >&2
    tail -n 60 "$log" >&2
    fail "'$*' failed; all that it printed: $log"
  fi
}

# locked FILE FUNCTION ARGS...: runs a function while no other build.sh holds the lock. Without flock (macOS) it just runs.
locked() {
  local file=$1
  shift
  mkdir -p "$(dirname "$file")"
  if ! command -v flock >/dev/null; then
    "$@"
    return
  fi
  exec 9>"$file"
  if ! flock --nonblock 9; then
    say "waiting for another build.sh to finish"
    flock 9
  fi
  # Closed for children: one that outlives us must not keep the lock.
  "$@" 9>&-
  exec 9>&-
}

# isolated FOLDER: keeps the build properties of the folders above it away from a project in this folder.
isolated() {
  local file
  for file in Directory.Build.props Directory.Build.targets Directory.Packages.props; do
    echo '<Project />' >"$1/$file"
  done
}

# install PACKAGE...: as root, from the distribution; run it as a step.
install() { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"; }
