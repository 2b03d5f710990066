#!/usr/bin/env bash
# run_tests.sh PRESET [ctest argument]...
# Runs the tests of a build. The last line has the counts of test cases, "N passed, N failed"; the
# exit status is 0 only if some passed and none failed.
set -euo pipefail

preset=$1
shift
cd "$(dirname "$0")/.."

NNGEN_TEST_COUNTS=$(mktemp)
export NNGEN_TEST_COUNTS
trap 'rm -f "$NNGEN_TEST_COUNTS"' EXIT

status=0
ctest --preset "$preset" --parallel "$(nproc)" "$@" || status=$?

# Every test of CTest is one process, which notes its counts at its end; one that did not get that far
# (a sanitizer's abort, a timeout) is one failure.
started=$(ctest --preset "$preset" --show-only "$@" | sed -n 's/^Total Tests: //p')
read -r finished passed failed < <(
  awk '{ passed += $1; failed += $2 } END { print NR, passed + 0, failed + 0 }' "$NNGEN_TEST_COUNTS")
failed=$((failed + started - finished))

echo "$passed passed, $failed failed"
[[ $status -eq 0 && $failed -eq 0 && $passed -gt 0 ]]
