#!/usr/bin/env bash
# provide.sh CACHE: fetches and builds the libraries that StreamRnn is measured against, and prints the folder that they stand
# in. What this machine can't have is named in the folder's file `missing`, one line each: name, tab, reason. A second run
# finds everything there.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=../../eng/steps.sh
source "$here/../../eng/steps.sh"
peers=$1/peers

# The npm package that carries ONNX Runtime's native libraries, and its archive's hash.
onnxruntime_package=onnxruntime-node@1.30.0
onnxruntime_sha256=6e3390d6b783e7be946fad629292799da28d0b42f84856e50d2c1b0383291e75
onnxruntime=$peers/${onnxruntime_package/@/-}

torch_includes=(-I/usr/include/torch/csrc/api/include)

# What the peers that are Debian packages need: the package, its header and its libraries.
declare -A packages=([openblas]=libopenblas-dev [onednn]=libdnnl-dev [libtorch]=libtorch-dev)
declare -A headers=([openblas]=cblas.h [onednn]=dnnl.hpp [libtorch]=torch/torch.h)
declare -A libraries=([openblas]="-lopenblas" [onednn]="-ldnnl" [libtorch]="-ltorch -ltorch_cpu -lc10")
optimise=(-std=c++17 -O3 -march=native -ffp-contract=fast -fPIC -Wall -Wextra)

main() {
  local name
  command -v g++ >/dev/null || install_packages g++
  command -v g++ >/dev/null || fail "the peers need a C++ compiler: apt-get install g++ (Debian, Ubuntu)."
  folder=$peers/built-$(state | sha256sum | cut -c1-16)
  if [ ! -e "$folder/complete" ]; then
    say "providing the peers, once for this machine"
    mkdir -p "$folder"
    : >"$folder/missing"
    install_lacking
    library peak
    onnxruntime_peer
    for name in "${!packages[@]}"; do peer_of_a_package "$name"; done
    # What is missing is looked for again by the next run.
    [ -s "$folder/missing" ] || touch "$folder/complete"
  fi
  echo "$folder"
}

# Everything that the built libraries depend on: sources, compiler, and the processor that they are tuned to.
state() {
  g++ --version
  uname -m
  grep -m1 -E '^(flags|Features)' /proc/cpuinfo || true
  cd "$here" && LC_ALL=C sha256sum ./*.cpp ./*.h provide.sh
}

install_packages() {
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    # A package that can't be had is left out below, with its reason.
    (step "installing $*" apt_install "$@") || true
  else
    say "this machine lacks $* (apt's names), and only root can install it"
  fi
}

apt_install() {
  local package
  apt-get update || return
  for package in "$@"; do
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$package" || echo "$package: not installed"
  done
}

install_lacking() {
  local name lacking=()
  for name in "${!packages[@]}"; do
    # shellcheck disable=SC2086 # several libraries
    links "${headers[$name]}" ${libraries[$name]} || lacking+=("${packages[$name]}")
  done
  command -v npm >/dev/null || lacking+=(npm)
  [ "${#lacking[@]}" -eq 0 ] || install_packages "${lacking[@]}"
}

# links HEADER LINKER ARGUMENTS: whether a program with the header links to the libraries. Other packages bring a header of the
# same name: cblas.h is there wherever any BLAS is.
links() {
  local header=$1 program
  shift
  echo "#include <$header>" | g++ "${torch_includes[@]}" -E -x c++ - >/dev/null 2>&1 || return
  program=$(mktemp)
  echo 'int main() {}' | g++ -x c++ - "$@" -o "$program" 2>/dev/null || { rm -f "$program"; return 1; }
  rm -f "$program"
}

leave_out() {
  say "$1 is left out: $2"
  printf '%s\t%s\n' "$1" "$2" >>"$folder/missing"
}

# library NAME [LINKER ARGUMENTS]: from the objects that its sources give. Compiled and linked apart, as linking with -ffast-math
# would change how the whole process treats denormal numbers.
library() {
  local name=$1
  shift
  [ -e "$folder/$name.so" ] || (step "building $name's side of the benchmark" compile_and_link "$name" "$@") ||
    leave_out "$name" "its side of the benchmark doesn't build here"
}

compile_and_link() {
  local name=$1 source sources=("$1") objects=() flags=()
  shift
  case "$name" in
    openblas | onednn | onnxruntime) sources+=(step_peer) ;;
    libtorch) flags+=("${torch_includes[@]}" -isystem /usr/include/torch) ;;
  esac
  for source in "${sources[@]}"; do
    [ "$source" != openblas ] || flags+=(-ffast-math)
    g++ "${optimise[@]}" ${flags[@]+"${flags[@]}"} -c "$here/$source.cpp" -o "$folder/$name-$source.o" || return
    objects+=("$folder/$name-$source.o")
    [ "$source" != openblas ] || flags=()
  done
  g++ -shared -o "$folder/$name.building" "${objects[@]}" "$@" && rm "${objects[@]}" &&
    mv "$folder/$name.building" "$folder/$name.so"
}

# shellcheck disable=SC2086 # several libraries
peer_of_a_package() {
  if links "${headers[$1]}" ${libraries[$1]}; then
    library "$1" ${libraries[$1]}
  else
    leave_out "$1" "${headers[$1]} and its library are not on this machine (apt-get install ${packages[$1]})"
  fi
}

onnxruntime_peer() {
  local system
  case "$(uname -s)-$(uname -m)" in
    Linux-x86_64) system=linux/x64 ;;
    Linux-aarch64) system=linux/arm64 ;;
    *)
      leave_out onnxruntime "$onnxruntime_package has no library for $(uname -s) on $(uname -m)"
      return
      ;;
  esac
  if [ ! -e "$onnxruntime/libonnxruntime.so.1" ]; then
    if ! command -v npm >/dev/null; then
      leave_out onnxruntime "fetching $onnxruntime_package needs npm (apt-get install npm)"
      return
    fi
    if ! (step "fetching $onnxruntime_package" fetch_onnxruntime "$system"); then
      leave_out onnxruntime "npm can't fetch $onnxruntime_package"
      return
    fi
  fi
  library onnxruntime "$onnxruntime/libonnxruntime.so.1" "-Wl,-rpath,$onnxruntime"
}

fetch_onnxruntime() {
  work=$(mktemp -d "$peers/onnxruntime.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  cd "$work" && npm pack --silent --pack-destination "$work" "$onnxruntime_package" && mv ./*.tgz package.tgz &&
    echo "$onnxruntime_sha256  package.tgz" | sha256sum --check &&
    tar -xzf package.tgz --strip-components=5 --wildcards "package/bin/*/$1/libonnxruntime.so.1" &&
    mkdir -p "$onnxruntime" && mv libonnxruntime.so.1 "$onnxruntime/"
}

# Sourced, it only defines its functions.
if [ "${BASH_SOURCE[0]}" = "$0" ]; then
  locked "$peers/lock" main
fi
