#!/usr/bin/env bash
# Proves a package in a fresh Debian 12: installed with apt, started with its window drawn, started
# as a kiosk and killed, removed with the candidates' data left. Needs root, since it makes a system
# in a folder; the network of this machine's own package sources is used, nothing else.
#   scripts/package-proof.sh FILE.deb
set -euo pipefail
umask 022
cd "$(dirname "$0")/.."

deb=$1
work=$PWD/target/package
root=$work/root
# Packages that were downloaded once; the system in the folder is made anew each time.
cache=$work/cache
user=interview
home=/home/$user
pin=246810
started=()

say() { printf '[proof] %s\n' "$*" >&2; }
fail() { say "FAILED: $*"; exit 1; }

# A machine that can't prove it says so and goes on: the package itself is built.
skip() { say "skipped: $*"; exit 0; }

unmount_all() {
  awk -v root="$root/" 'index($2, root) == 1 { print $2 }' /proc/mounts | sort -r |
    while read -r mounted; do umount "$mounted" || umount --lazy "$mounted"; done
}

# Ends what runs with the folder as its root; nothing else does.
end_inside() {
  local at signal
  for signal in TERM KILL; do
    for at in /proc/[0-9]*; do
      if [ "$(readlink "$at/root" 2>/dev/null)" = "$root" ]; then kill -$signal "${at#/proc/}" 2>/dev/null || true; fi
    done
    sleep 1
  done
}

clean_up() {
  local pid
  end_inside
  for pid in "${started[@]}"; do kill "$pid" 2>/dev/null || true; done
  wait 2>/dev/null || true
  unmount_all
}
trap clean_up EXIT
trap 'exit 130' INT TERM

inside() { chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"; }

# The kiosk's user, with an environment as a session gives it.
as_user() {
  chroot --userspec=$user:$user --groups=video,audio "$root" /usr/bin/env -i HOME=$home USER=$user \
    PATH=/usr/bin:/bin LANG=C.UTF-8 XDG_RUNTIME_DIR=/run/user/proof "$@"
}

# Asks for a while: seconds, what for, command.
within() {
  local seconds=$1 what=$2 begun=$SECONDS
  shift 2
  until "$@" >/dev/null 2>&1; do
    [ $((SECONDS - begun)) -lt "$seconds" ] || fail "waited $seconds s in vain for: $what"
    sleep 1
  done
}

need() {
  [ "$(id -u)" -eq 0 ] || skip "only root can make a system in a folder; run: sudo make package"
  local missing=()
  command -v debootstrap >/dev/null || missing+=(debootstrap)
  command -v Xvfb >/dev/null || missing+=(xvfb)
  if [ ${#missing[@]} -gt 0 ]; then
    say "installing ${missing[*]}"
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
      apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null ||
      skip "these can't be installed: ${missing[*]}"
  fi
}

# One line for each part of Debian that this machine takes packages from: address, suite, component.
sources() {
  # Fields in this form are for apt, not for the shell.
  # shellcheck disable=SC2016
  apt-get indextargets --format '$(ORIGIN) $(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' |
    awk '$1 == "Debian" && $3 ~ /^bookworm/ { print $2, $3, $4 }' | sort -u
}

make_system() {
  local mirror
  mirror=$(sources | awk '$2 == "bookworm" && $3 == "main" { print $1; exit }')
  [ -n "$mirror" ] || skip "this machine has no package source of Debian 12 (or apt-get update never ran)"
  unmount_all
  rm -rf --one-file-system "$root"
  mkdir -p "$root" "$cache/base" "$cache/archives/partial"
  say "making a Debian 12"
  debootstrap --cache-dir="$cache/base" --include=ca-certificates bookworm "$root" "$mirror" \
    >"$work/debootstrap.log" 2>&1 || fail "debootstrap, see target/package/debootstrap.log"
  # The same addresses, proxies and certificates as outside.
  sources | sed 's/^/deb /' >"$root/etc/apt/sources.list"
  apt-config dump | grep -E '^Acquire::' >"$root/etc/apt/apt.conf.d/99outside" || true
  cp /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/" 2>/dev/null || true
  cp --dereference /etc/resolv.conf /etc/hosts "$root/etc/"
  # No service starts in a folder.
  printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
  chmod 0755 "$root/usr/sbin/policy-rc.d"
  mkdir -p "$root/var/cache/apt/archives"
  install -d -m 1777 "$root/tmp/.X11-unix"
  mount -t proc proc "$root/proc"
  mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm"
  mount --bind "$cache/archives" "$root/var/cache/apt/archives"
  printf 'APT::Keep-Downloaded-Packages "true";\n' >"$root/etc/apt/apt.conf.d/99keep"
}

install_package() {
  say "installing the package with apt"
  cp "$deb" "$root/tmp/package.deb"
  inside apt-get update -qq >"$work/apt.log" 2>&1 || fail "apt-get update, see target/package/apt.log"
  inside apt-get install -y /tmp/package.deb >>"$work/apt.log" 2>&1 || fail "apt-get install, see target/package/apt.log"
  # A second time changes nothing and fails nothing.
  inside apt-get install -y --reinstall /tmp/package.deb >>"$work/apt.log" 2>&1 || fail "installing it again"
  inside station --version
  inside interview-station-kiosk enable $user
  inside systemd-analyze verify "interview-station-kiosk@$user.service" || fail "the unit of the kiosk"
  install -d -m 0700 -o "$(stat -c %u "$root$home")" -g "$(stat -c %g "$root$home")" "$root/run/user/proof"
  printf '%s\n' $pin | inside interview-station-kiosk station staff-pin
  [ -f "$root$home/.local/share/interview-station/home/station.db" ] || fail "no vault was made"
}

screen_shows() { python3 scripts/picture.py "$work/screen/Xvfb_screen0" packaging/start-screen.png "$work/$1.png"; }

# The window on a screen without a monitor, against a picture of the start screen.
see_window() {
  local number=$work/screen/number
  mkdir -p "$work/screen"
  rm -f "$work/screen/"*
  Xvfb -displayfd 3 -screen 0 1280x800x24 -fbdir "$work/screen" -nolisten tcp 3>"$number" 2>/dev/null &
  started+=($!)
  within 20 "a screen" test -s "$number"
  mount --bind /tmp/.X11-unix "$root/tmp/.X11-unix"
  say "starting the window"
  as_user DISPLAY=":$(cat "$number")" WEBKIT_DISABLE_DMABUF_RENDERER=1 LIBGL_ALWAYS_SOFTWARE=1 \
    STATION_KIOSK=1 \
    interview-station >"$work/window.log" 2>&1 &
  local program=$!
  started+=("$program")
  within 120 "the start screen in the window" screen_shows window
  python3 scripts/ask-to-close.py ":$(cat "$number")" || fail "no window to be asked to close"
  sleep 3
  kill -0 "$program" || fail "a window manager can close the window"
  screen_shows window >/dev/null || fail "the window is gone"
  kill "$program"
  wait "$program" 2>/dev/null || true
  say "the window draws the start screen: target/package/window.png"
}

# Whether the screen has a long line in the colour of the button that begins an interview.
session_shows() { python3 scripts/picture.py "$work/screen/Xvfb_screen0" '#125A82' "$work/session.png"; }

programs() { pgrep --full --exact /usr/bin/interview-station; }

# The session of the kiosk in a window of that screen; the program is killed and comes back.
see_session() {
  say "starting the kiosk's session"
  as_user DISPLAY=":$(cat "$work/screen/number")" WLR_BACKENDS=x11 WLR_RENDERER=pixman LIBGL_ALWAYS_SOFTWARE=1 \
    WEBKIT_DISABLE_DMABUF_RENDERER=1 WEBKIT_DISABLE_COMPOSITING_MODE=1 \
    cage -d -- /usr/libexec/interview-station/session >"$work/session.log" 2>&1 &
  started+=($!)
  within 120 "the start screen in the session" session_shows
  local first
  first=$(programs)
  kill -KILL "$first"
  another() { [ -n "$(programs)" ] && [ "$(programs)" != "$first" ]; }
  within 20 "the program to come back after it was killed" another
  within 120 "the start screen again" session_shows
  say "the session draws the start screen, and the program comes back when it is killed"
  end_inside
}

remove_package() {
  say "removing the package"
  inside apt-get purge -y interview-station >>"$work/apt.log" 2>&1 || fail "apt-get purge"
  local left
  for left in usr/bin/station usr/bin/interview-station etc/interview-station/kiosk.conf etc/pam.d/interview-station-kiosk \
    usr/share/doc/interview-station; do
    [ ! -e "$root/$left" ] || fail "/$left is left"
  done
  compgen -G "$root/etc/systemd/system/*/interview-station*" >/dev/null && fail "the kiosk is still switched on"
  [ -f "$root$home/.local/share/interview-station/home/station.db" ] || fail "the home is gone"
  say "the program is gone, the home of $user is untouched"
}

need
make_system
install_package
see_window
see_session
remove_package
say "proved: installs, starts, comes back, is removed, on Debian $(cat "$root/etc/debian_version")"
