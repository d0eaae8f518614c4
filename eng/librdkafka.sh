#!/usr/bin/env bash
# librdkafka.sh VERSION CACHE: builds librdkafka from its source and packs CACHE/packages/librdkafka.redist.VERSION.nupkg,
# for package sources that lack the published package. OpenSSL, zstd and zlib are linked statically where the system has
# their archives: the library then needs nothing but the C library on the machine that runs it.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=eng/steps.sh
source "$here/steps.sh"
version=$1 cache=$2

# The npm package that carries this version's source, and its archive's hash.
source_version=2.15.1
source_package=@confluentinc/kafka-javascript@1.10.1
source_sha256=ada7d703bb1d3237e2292bfabf438d663b6160c9f1ac2a2406b5dc4257c81b66

main() {
  [ "$version" = "$source_version" ] ||
    fail "no package source has librdkafka.redist $version, and eng/librdkafka.sh knows the source of $source_version only."
  [ "$(uname -s)" = Linux ] || fail "no package source has librdkafka.redist $version, and it is built from source on Linux only."
  say "no package source has librdkafka.redist $version: building it from its source, once for this machine"
  require_toolchain
  work=$(mktemp -d "$cache/librdkafka.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  step "fetching $source_package" fetch
  step "configuring librdkafka" configure
  step "compiling librdkafka" make -C "$work/source/src" "-j$(nproc)" librdkafka.so.1
  step "packing librdkafka.redist $version" pack
  mv "$work/librdkafka.redist.$version.nupkg" "$cache/packages/"
}

# What is missing, as apt's names; each is tested by use, so that any distribution's package will do.
missing_packages() {
  local tool header
  for tool in npm gcc g++ make; do command -v "$tool" >/dev/null || echo "$tool"; done
  for header in openssl/ssl.h:libssl-dev zstd.h:libzstd-dev zlib.h:zlib1g-dev stdio.h:libc6-dev; do
    echo "#include <${header%:*}>" | gcc -E -x c - >/dev/null 2>&1 || echo "${header#*:}"
  done
}

require_toolchain() {
  local missing
  mapfile -t missing < <(missing_packages)
  [ "${#missing[@]}" -gt 0 ] || return 0
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    step "installing ${missing[*]}" install "${missing[@]}"
  else
    fail "to build librdkafka from its source, this machine lacks ${missing[*]}. Debian, Ubuntu: sudo apt-get install" \
      "${missing[*]}. Fedora: sudo dnf install npm gcc gcc-c++ make openssl-devel libzstd-devel zlib-devel."
  fi
}

fetch() {
  cd "$work" && npm pack --silent --pack-destination "$work" "$source_package" &&
    mv ./*.tgz source.tgz && echo "$source_sha256  source.tgz" | sha256sum --check &&
    mkdir source && tar -xzf source.tgz -C source --strip-components=3 package/deps/librdkafka
}

# Kerberos, syslog and the OAuth client need libraries that few machines have; TLS and zstd are not negotiable.
configure() {
  local library archive static=()
  for library in ssl:libssl crypto:libcrypto zstd:libzstd z:zlib; do
    archive=$(gcc -print-file-name="lib${library%:*}.a")
    [ "${archive#/}" = "$archive" ] || static+=("STATIC_LIB_${library#*:}=$archive")
  done
  if [ "${#static[@]}" -eq 4 ]; then
    # With a static OpenSSL librdkafka must look for the system's certificates itself.
    static+=(CPPFLAGS=-DWITH_STATIC_LIB_libcrypto=1 LDFLAGS=-Wl,--exclude-libs,ALL)
  else
    static=()
  fi
  cd "$work/source" && env ${static[@]+"${static[@]}"} ./configure --enable-ssl --enable-zstd --enable-zlib \
    --disable-lz4-ext --disable-gssapi --disable-syslog --disable-curl ${static[@]+--enable-static} &&
    grep -q '^WITH_SSL=.*y' Makefile.config && grep -q '^WITH_ZSTD=.*y' Makefile.config &&
    grep -qF "RDKAFKA_VERSION_STR \"$version\"" config.h
}

pack() {
  local runtime
  runtime=$(dotnet --info | awk '$1 == "RID:" {print $2; exit}')
  mkdir "$work/package" && isolated "$work/package" && cp "$here/librdkafka.redist.csproj" "$work/package/" &&
    cp "$work/source/LICENSES.txt" "$work/package/" && strip --strip-unneeded -o "$work/package/librdkafka.so" "$work/source/src/librdkafka.so.1" &&
    dotnet pack "$work/package" --output "$work" --disable-build-servers "-p:Version=$version" "-p:Runtime=$runtime"
}

main
