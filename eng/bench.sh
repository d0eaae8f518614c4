# Sourced by build.sh in the repository's root: what a benchmark needs and the build doesn't make.

# provide_for_bench ARGS: the peers for the parts that measure against them, gnuplot for plots. What this machine can't have is
# said and left out by the benchmark; only `bench peers` fails without it.
provide_for_bench() {
  case " $* " in
    *" --help "* | *" -h "* | *" -? "*) return ;;
  esac
  case "${1:-}" in
    "" | --quick | --plots | worker) provide_peers || say "without the peers: what is measured against them is left out" ;;
    peers) provide_peers ;;
  esac
  case " $* " in
    *" --plots "* | *" plots "*) provide_gnuplot ;;
  esac
}

provide_peers() {
  STREAMRNN_PEERS=$(bash benchmarks/peers/provide.sh "$STREAMRNN_CACHE") || return
  export STREAMRNN_PEERS
}

provide_gnuplot() {
  ! command -v gnuplot >/dev/null || return 0
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    (step "installing gnuplot-nox" install gnuplot-nox) || true
  fi
}
