#!/usr/bin/env bash
# The Debian package: builds it from what lies in target/release, and proves it. Safe to run again.
#   scripts/package.sh deb      target/package/interview-station_VERSION_amd64.deb
#   scripts/package.sh prove    that file in a fresh Debian 12: install, start, remove
set -euo pipefail
umask 022
cd "$(dirname "$0")/.."
. scripts/env.sh

name=interview-station
programs=(interview-station station)
out=target/package
tree=$out/tree
version=$(awk -F'"' '/^\[/ { here = $0 } here == "[workspace.package]" && /^version/ { print $2; exit }' Cargo.toml)
deb=$out/${name}_${version}_amd64.deb

say() { printf '[package] %s\n' "$*" >&2; }

# Times in the package are those of the commit: the same sources give the same package.
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct 2>/dev/null || stat -c %Y Cargo.toml)
export SOURCE_DATE_EPOCH

# Puts a file there with these rights, and makes its folder.
put() { install -D -m "$1" "$2" "$tree/$3"; }

lay_out_programs() {
  local program
  for program in "${programs[@]}"; do
    [ -x "target/release/$program" ] || { say "target/release/$program is missing; make package builds it"; exit 4; }
    put 0755 "target/release/$program" "usr/bin/$program"
    strip --strip-unneeded --remove-section=.comment --remove-section=.note "$tree/usr/bin/$program"
  done
  put 0644 packaging/interview-station.desktop "usr/share/applications/$name.desktop"
  local icons=usr/share/icons/hicolor
  put 0644 src-tauri/icons/32x32.png "$icons/32x32/apps/$name.png"
  put 0644 src-tauri/icons/128x128.png "$icons/128x128/apps/$name.png"
  put 0644 src-tauri/icons/icon.png "$icons/512x512/apps/$name.png"
  put 0644 src-tauri/icons/icon.svg "$icons/scalable/apps/$name.svg"
}

lay_out_kiosk() {
  put 0755 packaging/interview-station-kiosk usr/sbin/interview-station-kiosk
  put 0755 packaging/session "usr/libexec/$name/session"
  put 0644 packaging/interview-station-kiosk@.service usr/lib/systemd/system/interview-station-kiosk@.service
  put 0644 packaging/pam etc/pam.d/interview-station-kiosk
  put 0600 packaging/kiosk.conf "etc/$name/kiosk.conf"
  install -d -m 0755 "$tree/var/lib/$name/models"
}

# A licence's text as a paragraph of the copyright file.
paragraph() { sed -e 's/^$/./' -e 's/^/ /' "$1"; }

lay_out_documents() {
  local doc=usr/share/doc/$name data=src-tauri/crates/voice/data
  put 0644 NOTICE "$doc/NOTICE"
  local page
  for page in operating models; do
    put 0644 "docs/$page.md" "$doc/$page.md"
  done
  local picture
  for picture in docs/pictures/*.png; do
    put 0644 "$picture" "$doc/pictures/$(basename "$picture")"
  done
  put 0644 packaging/60-interview-station.rules "$doc/examples/60-interview-station.rules"
  gzip -9n <CHANGELOG.md >"$tree/$doc/changelog.gz"
  python3 scripts/third-party.py "${programs[@]}" | gzip -9n >"$tree/$doc/third-party.txt.gz"
  local line
  while IFS= read -r line; do
    case $line in
      @CMUDICT@) paragraph $data/LICENSE-cmudict ;;
      @PHRASES@) paragraph $data/LICENSE-phrase-pinyin-data ;;
      *) printf '%s\n' "$line" ;;
    esac
  done <packaging/copyright.in >"$tree/$doc/copyright"
}

# The packages that own the libraries which the programs are linked with.
shared_libraries() {
  mkdir -p $out/shlibs/debian
  printf 'Source: %s\n\nPackage: %s\nArchitecture: amd64\n' $name $name >$out/shlibs/debian/control
  local binaries=("${programs[@]/#/../tree/usr/bin/}")
  (cd $out/shlibs && dpkg-shlibdeps -O "${binaries[@]}") | sed -n 's/^shlibs:Depends=//p'
}

write_control() {
  local size libraries control=$tree/DEBIAN
  libraries=$(shared_libraries)
  [ -n "$libraries" ] || { say "dpkg-shlibdeps found no library"; exit 70; }
  size=$(du -k -s --apparent-size $tree | cut -f1)
  install -d -m 0755 $control
  sed -e "s|@VERSION@|$version|" -e "s|@SIZE@|$size|" -e "s|@SHLIBS@|$libraries|" \
    packaging/control.in >$control/control
  local script
  for script in postinst prerm postrm; do
    install -m 0755 packaging/$script $control/$script
  done
  (cd $tree && find etc -type f -printf '/%p\n' | LC_ALL=C sort) >$control/conffiles
  (cd $tree && find usr var -type f -print0 | LC_ALL=C sort -z | xargs -0 md5sum) >$control/md5sums
  chmod 0644 $control/control $control/conffiles $control/md5sums
}

build_deb() {
  command -v dpkg-shlibdeps >/dev/null || { say "dpkg-shlibdeps is missing: scripts/setup.sh package"; exit 4; }
  rm -rf $tree $out/shlibs
  mkdir -p $tree
  lay_out_programs
  lay_out_kiosk
  lay_out_documents
  write_control
  dpkg-deb --root-owner-group -Zxz --build $tree "$deb" >/dev/null
  say "$deb, $(du -h "$deb" | cut -f1)"
}

case ${1:-deb} in
  deb) build_deb ;;
  prove) exec scripts/package-proof.sh "$deb" ;;
  *) echo "package.sh deb|prove" >&2; exit 2 ;;
esac
