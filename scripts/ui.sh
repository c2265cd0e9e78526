#!/usr/bin/env bash
# The user interface: install, build, test.
set -euo pipefail
cd "$(dirname "$0")/../ui"
. ../scripts/env.sh
install() {
  if [ ! -d node_modules ] || [ package-lock.json -nt node_modules ]; then
    npm ci --no-audit --no-fund --loglevel=error
    touch node_modules
  fi
}
case ${1:-build} in
  install) install ;;
  build) install; npm run --silent build ;;
  test) install; npm run --silent check; npm run --silent test -- --run ;;
  *) echo "ui.sh install|build|test" >&2; exit 2 ;;
esac
