# Sourced by build.sh in the repository's root, after set_up: build and publish.

# build TARGET: compiles the worker, the benchmarks or the whole solution in Release, unless nothing changed since.
build() { locked artifacts/lock build_alone "$1"; }

# Self-contained, as the machine that runs it needs no .NET then. It has its own intermediate folder, so that the
# runtime identifier stays out of the ordinary builds' restore.
publish() { locked artifacts/lock publish_alone; }

build_alone() {
  local target project targets
  case "$1" in
    worker) project=src/StreamRnn.Worker targets=worker ;;
    benchmarks) project=benchmarks/StreamRnn.Benchmarks targets=benchmarks ;;
    solution) project=StreamRnn.sln targets="solution worker benchmarks" ;;
  esac
  if is_built "$1"; then
    return
  fi
  say_what_is_built
  # Noted as before the build: a file that is edited meanwhile is built next time.
  for target in $targets; do state_of "$target" >"artifacts/building-$target"; done
  step "building $project" \
    dotnet build "$project" -c Release --disable-build-servers -v quiet "-p:PrometheusNet=$prometheus_net"
  for target in $targets; do
    mv "artifacts/building-$target" "artifacts/built-$target"
    touch "artifacts/built-$target"
  done
}

publish_alone() {
  local runtime
  runtime=$(dotnet --info | awk '$1 == "RID:" {print $2; exit}')
  say_what_is_built
  rm -rf artifacts/publish
  step "publishing for $runtime, self-contained" dotnet publish src/StreamRnn.Worker -c Release --runtime "$runtime" \
    --self-contained --artifacts-path artifacts/publish-build --output artifacts/publish --disable-build-servers \
    -v quiet "-p:PrometheusNet=$prometheus_net"
}

# state_of TARGET: one hash of everything that the target's binaries depend on.
state_of() {
  local folders=src
  case "$1" in
    benchmarks) folders="src benchmarks tests/Shared tests/StreamRnn.Integration.Tests/Brokers tests/StreamRnn.Worker.Tests/Hosting" ;;
    solution) folders="src tests benchmarks" ;;
  esac
  {
    echo "$sdk $prometheus_net $STREAMRNN_CACHE ${STREAMRNN_PACKAGES:-} ${NUGET_PACKAGES:-}"
    # shellcheck disable=SC2086 # several folders
    find $folders Directory.*.props global.json .editorconfig StreamRnn.sln \
      -type d \( -name bin -o -name obj \) -prune -o -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum
  } | sha256sum
}

# is_built TARGET: a binary newer than the note was built by another hand, perhaps from other sources.
is_built() {
  local built=artifacts/built-$1
  [ -e "$built" ] && [ "$(cat "$built")" = "$(state_of "$1")" ] &&
    [ -z "$(find src tests benchmarks -path '*/bin/Release/*' -name '*.dll' -newer "$built" -print -quit)" ] &&
    case "$1" in
      worker) [ -e src/StreamRnn.Worker/bin/Release/net10.0/streamrnn.dll ] ;;
      benchmarks) [ -e benchmarks/StreamRnn.Benchmarks/bin/Release/net10.0/StreamRnn.Benchmarks.dll ] ;;
      solution) [ -e tests/StreamRnn.Integration.Tests/bin/Release/net10.0/StreamRnn.Integration.Tests.dll ] ;;
    esac
}
