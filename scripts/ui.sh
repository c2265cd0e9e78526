#!/usr/bin/env bash
# The user interface: install, build, test.
set -euo pipefail
cd "$(dirname "$0")/../ui"
. ../scripts/env.sh
install() {
  # npm writes this file last: an install that was cut off has none.
  local done=node_modules/.package-lock.json
  if [ ! -e "$done" ] || [ package-lock.json -nt "$done" ]; then
    npm ci --no-audit --no-fund --loglevel=error
    touch "$done"
  fi
}
# The program that holds the interface is compiled anew when a file in ui/dist is newer than it, so
# an interface that came out the same is left as it lies.
build() {
  local made=../target/ui-dist
  npm run --silent build -- --outDir "$made" --emptyOutDir
  if ! diff -rq "$made" dist >/dev/null 2>&1; then
    rm -rf dist
    cp -r "$made" dist
  fi
}
# The candidate's screens in a real browser; pictures of them go to target/screens.
screens() {
  if [ ! -x "${CHROMIUM:-/usr/bin/chromium}" ]; then
    echo "[ui] skipped: no Chromium to look at the screens (scripts/setup.sh test installs it)" >&2
    return
  fi
  npm run --silent screens
}
case ${1:-build} in
  install) install ;;
  build) install; build ;;
  test) install; npm run --silent check; npm run --silent test -- --run; screens ;;
  screens) install; screens ;;
  *) echo "ui.sh install|build|test|screens" >&2; exit 2 ;;
esac
