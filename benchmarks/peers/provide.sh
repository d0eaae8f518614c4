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
optimise=(-std=c++17 -O3 -march=native -ffp-contract=fast -fPIC -Wall -Wextra)

main() {
  command -v g++ >/dev/null || install_packages g++
  command -v g++ >/dev/null || fail "the peers need a C++ compiler: apt-get install g++ (Debian, Ubuntu)."
  folder=$peers/built-$(state | sha256sum | cut -c1-16)
  if [ ! -e "$folder/complete" ]; then
    say "providing the peers, once for this machine"
    mkdir -p "$folder"
    : >"$folder/missing"
    install_lacking
    library peak
    step_peer openblas cblas.h:libopenblas-dev -lopenblas
    step_peer onednn dnnl.hpp:libdnnl-dev -ldnnl
    onnxruntime_peer
    libtorch_peer
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
  local need lacking=()
  for need in cblas.h:libopenblas-dev dnnl.hpp:libdnnl-dev torch/torch.h:libtorch-dev; do
    has_header "${need%:*}" || lacking+=("${need#*:}")
  done
  command -v npm >/dev/null || lacking+=(npm)
  [ "${#lacking[@]}" -eq 0 ] || install_packages "${lacking[@]}"
}

has_header() { echo "#include <$1>" | g++ "${torch_includes[@]}" -E -x c++ - >/dev/null 2>&1; }

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

# step_peer NAME HEADER:PACKAGE LINKER ARGUMENT
step_peer() {
  if has_header "${2%:*}"; then
    library "$1" "$3"
  else
    leave_out "$1" "no ${2%:*} on this machine (apt-get install ${2#*:})"
  fi
}

libtorch_peer() {
  if has_header torch/torch.h; then
    library libtorch -ltorch -ltorch_cpu -lc10
  else
    leave_out libtorch "no torch/torch.h on this machine (apt-get install libtorch-dev)"
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

locked "$peers/lock" main
