#!/usr/bin/env bash
# Every test, Rust and TypeScript; ends with the count of all of them.
set -uo pipefail
cd "$(dirname "$0")/.."
. scripts/env.sh
# The log is searched for counts and failures below.
export NO_COLOR=1
mkdir -p target
log=target/test.log
: >"$log"
failed=0

step() { # name, command…
  local name=$1
  shift
  echo "[test] $name" >&2
  if ! "$@" 2>&1 | tee -a "$log"; then
    echo "[test] FAILED: $name" >&2
    failed=1
  fi
}

step "user interface: install" scripts/ui.sh install || true
step "user interface: types, lints, tests" scripts/ui.sh test
step "user interface: build" scripts/ui.sh build
step "format" cargo fmt --check
step "lints" cargo clippy --release --locked --workspace --all-targets -- -D warnings
# Leaves the programs in target/release as well: tests start them.
step "build" cargo test --release --locked --workspace --no-run
step "models" target/release/station models fetch
# With what tests that pass say: one that was left out for want of a tool has shown nothing.
step "rust tests" cargo test --release --locked --workspace --no-fail-fast -- --show-output
left_out=$(grep -aoE '^skipped: .*' "$log" | sort | uniq -c || true)
if [ -n "$left_out" ]; then
  printf '[test] left out, how often and why:\n%s\n' "$left_out" >&2
fi
if grep -q 'skipped: not installed' <<<"$left_out"; then
  echo "[test] FAILED: set-up should have installed what is missing above" >&2
  failed=1
fi

# `cargo test` closes every test binary with a line of its own, Vitest with one of its own. A test
# that runs itself in a child process prints a line with filtered tests, which does not count.
read -r passed broken skipped < <(awk '
  /^test result:.* 0 filtered out/ { p += $4; f += $6; s += $8 }
  /^ *Tests +/ {
    for (i = 2; i <= NF; i++) {
      if ($i == "passed") p += $(i-1); if ($i == "failed") f += $(i-1); if ($i == "skipped") s += $(i-1)
    }
  }
  END { print p + 0, f + 0, s + 0 }' "$log")
[ "$failed" -eq 0 ] || [ "$broken" -gt 0 ] || broken=1
if [ "$broken" -gt 0 ]; then
  # Whoever reads only the end sees what failed, and why.
  grep -aE '^ *test .* FAILED$|^ *(FAIL|×) |^error(\[|:)|process didn.t exit' "$log" | sort -u | head -n 40
  grep -aA 4 -E "panicked at" "$log" | cut -c 1-600 | tail -n 60
fi
echo "$passed passed, $broken failed, $skipped skipped"
[ "$broken" -eq 0 ] && [ "$failed" -eq 0 ]
