#!/usr/bin/env bash
# test.sh [--all], in the repository's root: runs the built test assemblies one after the other and adds up their results.
set -euo pipefail
source eng/steps.sh

# What needs more than the repository: a real broker, an API server, a browser, minutes, or the tools beside the repository.
options=()
if [ "${1:-}" != --all ]; then
  for category in Broker Kubernetes Browser Long Shared; do options+=(-trait- "Category=$category"); done
fi
[ "${CI:-}" != true ] || export STREAMRNN_REQUIRE_TOOLS=1

results=artifacts/test-results
limit=900 # seconds; an assembly that takes longer hangs
passed=0 failed=0 skipped=0
rm -rf "$results"
mkdir -p "$results"

# count ATTRIBUTE FILE: a number of the <assembly> element of a result file.
count() { sed -n "s/.*<assembly [^>]*\b$1=\"\([0-9]*\)\".*/\1/p" "$2" | head -n 1; }

for folder in tests/*.Tests; do
  name=$(basename "$folder")
  result=$results/$name.xml log=$results/$name.log
  start=$SECONDS code=0
  timeout --kill-after=10 "$limit" dotnet "$folder/bin/Release/net10.0/$name.dll" -noLogo -noColor -reporter quiet \
    -xml "$result" ${options[@]+"${options[@]}"} >"$log" 2>&1 || code=$?
  problem=
  if [ "$code" -eq 124 ] || [ "$code" -eq 137 ]; then
    problem="did not end within $limit s"
  elif [ ! -s "$result" ]; then
    problem="crashed with exit code $code"
  else
    total=$(count total "$result")
    passed=$((passed + $(count passed "$result"))) skipped=$((skipped + $(count skipped "$result")))
    failed=$((failed + $(count failed "$result")))
    printf '%s: %s passed, %s failed, %s skipped, %s s\n' "$name" "$(count passed "$result")" "$(count failed "$result")" \
      "$(count skipped "$result")" "$((SECONDS - start))"
    if [ "$total" -eq 0 ]; then
      problem="ran no test"
    elif [ "$code" -ne 0 ] && [ "$(count failed "$result")" -eq 0 ]; then
      problem="ended with exit code $code though no test failed"
    fi
  fi
  [ "$code" -eq 0 ] && [ -z "$problem" ] || cat "$log"
  if [ -n "$problem" ]; then
    echo "$name: $problem"
    failed=$((failed + 1))
  fi
done

# Why tests were skipped, each reason once.
cat "$results"/*.xml 2>/dev/null | grep -o '<reason><!\[CDATA\[[^]]*' | sed 's/.*\[//' | sort | uniq -c |
  while read -r times reason; do echo "skipped $times: $reason"; done || true

summary="$passed passed, $failed failed"
[ "$skipped" -eq 0 ] || summary+=", $skipped skipped"
echo "$summary"
[ "$failed" -eq 0 ]
