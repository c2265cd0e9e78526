# Sourced by the other scripts: the Node.js that setup.sh may have brought.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
[ -d "$root/target/tools/node_modules/.bin" ] && PATH="$root/target/tools/node_modules/.bin:$PATH"
export PATH
