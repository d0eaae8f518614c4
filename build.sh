#!/usr/bin/env bash
# The one command to run, test, measure and publish StreamRnn. See ./build.sh --help.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

usage() {
  cat <<'HELP'
usage: ./build.sh COMMAND

  demo [ARGS]     plays real sensor readings through an embedded broker and shows the incidents found
  test [--all]    builds everything and runs the tests; --all adds the broker, Kubernetes, browser and long ones
  bench [NAME]    measures everything against its targets, or the part that NAME says; bench --help lists the parts
  publish         writes artifacts/publish/streamrnn, the program with all that it needs beside it

Each command sets up what it needs; the first run on a machine takes a few minutes, later ones don't repeat it.

examples:
  ./build.sh demo              at a speed to watch, with the live page, until Ctrl+C
  ./build.sh demo --once       as fast as it goes, ends after the last reading
  ./build.sh test
  ./build.sh bench
  ./build.sh publish && artifacts/publish/streamrnn --help

environment:
  STREAMRNN_CACHE       folder for what is built once per machine (default: $XDG_CACHE_HOME/streamrnn, ~/.cache/streamrnn)
  STREAMRNN_PACKAGES    folder with further NuGet packages, for machines whose registry lacks some
  CI=true               a test that misses a tool fails instead of being skipped
HELP
}

wrong_use() {
  echo "build.sh: $1 See ./build.sh --help." >&2
  exit 2
}

[ $# -gt 0 ] || { usage >&2; exit 2; }
command=$1
shift
case "$command" in
  -h | --help | help)
    usage
    exit 0
    ;;
  demo | bench) ;;
  test)
    case $# in
      0) ;;
      1) [ "$1" = --all ] || wrong_use "'test' takes --all or nothing, not '$1'." ;;
      *) wrong_use "'test' takes --all or nothing, not '$*'." ;;
    esac
    ;;
  publish) [ $# -eq 0 ] || wrong_use "'publish' takes no arguments, not '$*'." ;;
  *) wrong_use "there is no command '$command'." ;;
esac

[ "${BASH_VERSINFO[0]}" -ge 4 ] || { echo "build.sh: needs bash 4 or later, this is $BASH_VERSION." >&2; exit 1; }
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false MSBUILDDISABLENODEREUSE=1
source eng/steps.sh
source eng/packages.sh
source eng/compile.sh
set_up

case "$command" in
  demo)
    build worker
    exec dotnet src/StreamRnn.Worker/bin/Release/net10.0/streamrnn.dll demo "$@"
    ;;
  test)
    build solution
    exec bash eng/test.sh "$@"
    ;;
  bench)
    build benchmarks
    source eng/bench.sh
    provide_for_bench "$@"
    exec dotnet benchmarks/StreamRnn.Benchmarks/bin/Release/net10.0/StreamRnn.Benchmarks.dll "$@"
    ;;
  publish)
    publish
    echo "artifacts/publish/streamrnn"
    ;;
esac
