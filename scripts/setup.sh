#!/usr/bin/env bash
# Installs what is missing on a Debian 12 machine; safe to run again.
#   scripts/setup.sh run      what the demo needs
#   scripts/setup.sh test     that, and what the tests need
#   scripts/setup.sh bench    that, and what the peers of the bench need
#   scripts/setup.sh package  what the demo needs, and what builds and proves the package
set -euo pipefail
cd "$(dirname "$0")/.."

want=${1:-run}
packages=(
  build-essential pkg-config cmake clang libclang-dev ca-certificates git curl
  libavcodec-dev libavformat-dev libavutil-dev libswscale-dev libswresample-dev
  libasound2-dev libpulse-dev libwebkit2gtk-4.1-dev libgtk-3-dev librsvg2-dev libgooglepinyin0-dev
  python3 python3-pip fonts-noto-cjk
)
if [ "$want" = test ]; then
  packages+=(
    ffmpeg pulseaudio pulseaudio-utils sox xvfb xserver-xorg-core xserver-xorg-video-dummy
    dbus-x11 webkit2gtk-driver
    gstreamer1.0-plugins-base gstreamer1.0-plugins-good chromium poppler-utils
    ibus ibus-gtk3 ibus-libpinyin xdotool
  )
fi

if [ "$want" = bench ]; then
  packages+=(
    ffmpeg python3-venv xvfb dbus-x11 webkit2gtk-driver
    gstreamer1.0-plugins-base gstreamer1.0-plugins-good
  )
fi

if [ "$want" = package ]; then
  packages+=(dpkg-dev debootstrap xvfb)
fi

say() { printf '[setup] %s\n' "$*" >&2; }

missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
done
# npm comes with the Node.js that is used; Debian's own is taken only where there is none.
command -v npm >/dev/null || missing+=(npm)
if [ ${#missing[@]} -gt 0 ]; then
  say "installing ${#missing[@]} system packages: ${missing[*]}"
  as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || { say "run this as root, or install sudo"; exit 4; }
    as_root=(sudo)
  fi
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi

need_rust=1.95
have_rust=$(cargo --version 2>/dev/null | awk '{print $2}' || true)
if [ -z "$have_rust" ] || [ "$(printf '%s\n%s\n' "$need_rust" "$have_rust" | sort -V | head -n 1)" != "$need_rust" ]; then
  say "Rust $need_rust or newer is needed (found: ${have_rust:-none}); install it with rustup: rustup toolchain install stable"
  exit 4
fi

# Vite needs Node.js 20.19; Debian 12 ships 18. The registry's own package brings a newer one.
node_ok() { node -e 'const [a,b]=process.versions.node.split(".").map(Number);process.exit(a>20||(a===20&&b>=19)?0:1)' 2>/dev/null; }
if ! node_ok && [ ! -x target/tools/node_modules/.bin/node ]; then
  say "installing Node.js 22 into target/tools"
  npm install --silent --no-audit --no-fund --prefix target/tools node@22
fi
say "ready"
