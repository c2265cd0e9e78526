#!/usr/bin/env bash
# Ratios measured in one run against named peers; writes target/bench.json.
# Usage: scripts/bench.sh [RECORDING]   (otherwise the demo's own recording is made and used)
set -euo pipefail
cd "$(dirname "$0")/.."
venv=target/bench-venv
if [ ! -x "$venv/bin/python" ]; then
  python3 -m venv "$venv" 2>/dev/null || { echo "[bench] python3-venv is missing: apt-get install python3-venv" >&2; exit 4; }
  "$venv/bin/pip" install -q pywhispercpp==1.5.1 mediapipe==0.10.14 'numpy<2'
fi
exec "$venv/bin/python" scripts/bench.py "$@"
