#!/usr/bin/env bash
# Puts promtool, the checker of metrics and alert rules, into the cache folder: unpacked from Debian's package `prometheus`,
# which is not installed, because that would start a server.
#
#   promtool.sh          fetches it when it is not there
#   promtool.sh where    fetches nothing
#
# The last line is the program. Needs apt-get and dpkg; elsewhere, name a promtool of your own in PROMTOOL.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
folder=$(dirname "$(bash "$here/build.sh" where)")/promtool
program=$folder/promtool

case ${1:-} in
  '') ;;
  where) echo "$program"; exit ;;
  *) echo "usage: promtool.sh [where]" >&2; exit 2 ;;
esac

if [ ! -x "$program" ]; then
  command -v apt-get >/dev/null && command -v dpkg >/dev/null ||
    { echo "promtool comes from a Debian package here, and there is no apt-get: install promtool and name it in PROMTOOL" >&2; exit 1; }
  mkdir -p "$folder"
  partial=$(mktemp -d "$folder/.partial.XXXXXX")
  trap 'rm -rf "$partial"' EXIT
  # apt gives what it downloads to a user that must be able to write here.
  chmod 755 "$partial"
  cd "$partial"
  apt-get -o APT::Sandbox::User=root download prometheus >&2 ||
    { apt-get update >&2 && apt-get -o APT::Sandbox::User=root download prometheus >&2; }
  dpkg -x prometheus_*.deb unpacked
  mv unpacked/usr/bin/promtool "$program"
fi
echo "$program"
