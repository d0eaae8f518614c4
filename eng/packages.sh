# Sourced by build.sh in the repository's root: set_up finds the SDK and sees to the two packages that a registry may
# lack. What it learns is remembered in the cache, so that later runs neither look nor build again.

set_up() {
  require_sdk
  find_folders
  librdkafka=librdkafka.redist librdkafka_version=$(package_version Confluent.Kafka)
  prometheus=prometheus-net.AspNetCore prometheus_version=$(package_version prometheus-net.AspNetCore)
  if ! have "$librdkafka" "$librdkafka_version" || ! looked_for_prometheus; then
    locked "$STREAMRNN_CACHE/lock" provide_packages
  fi
  prometheus_net=true
  have "$prometheus" "$prometheus_version" || prometheus_net=false
}

require_sdk() {
  local need="StreamRnn needs the .NET SDK 10 (10.0.100 or later): install it from https://dotnet.microsoft.com/download/dotnet/10.0" found
  command -v dotnet >/dev/null || fail "there is no 'dotnet' on the PATH. $need"
  # In the repository's root this honours global.json, and fails where no installed SDK satisfies it.
  if ! sdk=$(dotnet --version 2>/dev/null); then
    found=$(dotnet --list-sdks 2>/dev/null | awk '{printf "%s%s", separator, $1; separator = ", "}')
    fail "'dotnet' on the PATH has no .NET SDK 10, only ${found:-a runtime}. $need"
  fi
}

find_folders() {
  : "${STREAMRNN_CACHE:=${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/streamrnn}"
  mkdir -p "$STREAMRNN_CACHE/packages" 2>/dev/null ||
    fail "can't write to '$STREAMRNN_CACHE': let STREAMRNN_CACHE name a folder that can be written."
  STREAMRNN_CACHE=$(cd "$STREAMRNN_CACHE" && pwd)
  export STREAMRNN_CACHE
  if [ -n "${STREAMRNN_PACKAGES:-}" ]; then
    [ -d "$STREAMRNN_PACKAGES" ] || wrong_use "STREAMRNN_PACKAGES names '$STREAMRNN_PACKAGES', which is not a folder."
    STREAMRNN_PACKAGES=$(cd "$STREAMRNN_PACKAGES" && pwd)
    export STREAMRNN_PACKAGES
  fi
}

# package_version ID: the exact version that Directory.Packages.props gives.
package_version() {
  local version
  version=$(sed -n "s/.*Include=\"$1\" Version=\"\[\(.*\)\]\".*/\1/p" Directory.Packages.props)
  [ -n "$version" ] || fail "Directory.Packages.props gives no exact version of $1."
  echo "$version"
}

note() { echo "$STREAMRNN_CACHE/looked-for-$1-$2"; }
noted() { [ "$(cat "$(note "$1" "$2")" 2>/dev/null)" = "$3" ]; }
looked_for_prometheus() {
  have "$prometheus" "$prometheus_version" || noted "$prometheus" "$prometheus_version" missing
}

# have ID VERSION: it lies in one of the folders, was restored before, or a registry is known to have it.
have() {
  local restored=${NUGET_PACKAGES:-${HOME:-}/.nuget/packages}
  [ -e "$STREAMRNN_CACHE/packages/$1.$2.nupkg" ] ||
    { [ -n "${STREAMRNN_PACKAGES:-}" ] && [ -e "$STREAMRNN_PACKAGES/$1.$2.nupkg" ]; } ||
    [ -e "$restored/${1,,}/$2/${1,,}.nuspec" ] ||
    noted "$1" "$2" registry
}

say_what_is_built() {
  if [ "$prometheus_net" = false ]; then
    say "no package source has $prometheus $prometheus_version: building with StreamRnn's own metrics writer" \
      "(STREAMRNN_PACKAGES can name a folder that has it; rm '$(note "$prometheus" "$prometheus_version")' looks again)"
  fi
}

# Under the lock: what another run has provided meanwhile is not provided again.
provide_packages() {
  if ! have "$librdkafka" "$librdkafka_version"; then
    look_for "$librdkafka" "$librdkafka_version"
    have "$librdkafka" "$librdkafka_version" || bash eng/librdkafka.sh "$librdkafka_version" "$STREAMRNN_CACHE"
  fi
  looked_for_prometheus || look_for "$prometheus" "$prometheus_version"
}

# look_for ID VERSION: notes whether the configured package sources have it. Only their clear "no" counts as missing;
# a source that doesn't answer stops the build.
look_for() {
  local folder start=$SECONDS answer
  folder=$(mktemp -d "$STREAMRNN_CACHE/look-for.XXXXXX")
  isolated "$folder"
  cat >"$folder/look-for.csproj" <<PROJECT
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework><NuGetAudit>false</NuGetAudit></PropertyGroup>
  <ItemGroup><PackageReference Include="$1" Version="[$2]" /></ItemGroup>
</Project>
PROJECT
  printf 'build.sh: looking for %s %s in the package sources ... ' "$1" "$2" >&2
  if dotnet restore "$folder/look-for.csproj" --packages "$folder/packages" --disable-build-servers >"$folder/log" 2>&1; then
    answer=registry
  elif grep -qE 'NU110[123]' "$folder/log"; then
    answer=missing
  else
    echo "no answer after $((SECONDS - start)) s" >&2
    tail -n 20 "$folder/log" >&2
    rm -rf "$folder"
    fail "the package sources don't answer: see the lines above, and 'dotnet nuget list source'."
  fi
  echo "$answer, $((SECONDS - start)) s" >&2
  rm -rf "$folder"
  echo "$answer" >"$(note "$1" "$2")"
}
