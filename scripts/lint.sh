#!/usr/bin/env bash
# Form, lints with warnings as errors, licences and bans.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/env.sh
cargo fmt --check
cargo clippy --release --locked --workspace --all-targets -- -D warnings
if command -v cargo-deny >/dev/null; then
  cargo deny --offline check licenses bans sources
else
  echo "[lint] cargo-deny is not installed: licences are checked by src-tauri/crates/cli/tests/dependencies.rs" >&2
fi
