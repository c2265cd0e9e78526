#!/usr/bin/env bash
# Ratios measured in one run against named peers; writes target/bench.json.
# Usage: scripts/bench.sh [--build]   (--build also measures a build from clean)
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh bench
venv=target/bench-venv
if [ ! -x "$venv/bin/python" ]; then
  python3 -m venv "$venv"
  "$venv/bin/pip" install -q pywhispercpp==1.5.1 mediapipe==0.10.14 'numpy<2'
fi
exec "$venv/bin/python" scripts/bench.py "$@"
