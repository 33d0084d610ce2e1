#!/usr/bin/env bash
# Puts real engines to test against into the cache folder of build.sh, from the versions pinned beside this file:
# Alluxio's jars (alluxio/pom.xml, from Maven Central) and JuiceFS community edition, built (juicefs/go.mod).
#
#   engines.sh          what is not there yet; about 3 minutes the first time
#   engines.sh where    fetches and builds nothing
#
# The last two lines are Alluxio's folder of jars and the program JuiceFS. Needs Java 17 and Maven; Go 1.26 and a C compiler.
# Each appears whole, by a rename.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=$(dirname "$(bash "$here/build.sh" where)")
hash() { if command -v sha256sum >/dev/null; then sha256sum; else shasum -a 256; fi | cut -c1-16; }
# Everything but FUSE, local files and SQLite is left out of JuiceFS.
tags=nogateway,nowebdav,nocos,nobos,nohdfs,noibmcos,noobs,nooss,noqingstor,nosftp,noswift,noazure,nogs,noufile,nob2,nonfs,nodragonfly,nomysql,nopg,notikv,noetcd,nos3,noredis,nobadger
alluxio=$cache/alluxio-$(hash <"$here/alluxio/pom.xml")
juicefs=$cache/juicefs-$({ cat "$here"/juicefs/go.{mod,sum}; echo "$tags"; } | hash)

case ${1:-} in
  '')
    mkdir -p "$cache"
    if command -v flock >/dev/null; then
      exec 9>"$cache/engines.lock"; flock 9
      rm -rf "$cache"/.engines.* # of builds that were killed
    fi
    partial=$(mktemp -d "$cache/.engines.XXXXXX")
    trap 'rm -rf "$partial"' EXIT
    need() { command -v "$1" >/dev/null || { echo "$2 needs $1, and it is not on the PATH: install $3" >&2; exit 1; }; }
    if [ ! -e "$alluxio" ]; then
      need mvn Alluxio "Maven and Java 17"
      echo 'fetching Alluxio'
      mvn -B -q -f "$here/alluxio/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies \
        -DincludeScope=runtime -DoutputDirectory="$partial/alluxio"
      mv "$partial/alluxio" "$alluxio"
    fi
    if [ ! -e "$juicefs" ]; then
      need go JuiceFS 'Go 1.26 (https://go.dev/dl/)'; need cc JuiceFS 'a C compiler'
      echo 'building JuiceFS'
      (cd "$here/juicefs" && CGO_ENABLED=1 go build -buildvcs=false -trimpath -tags "$tags" -ldflags '-s -w' -o "$partial/juicefs" github.com/juicedata/juicefs)
      mv "$partial/juicefs" "$juicefs"
    fi
    ;;
  where) ;;
  *) echo "usage: engines.sh [where]" >&2; exit 2 ;;
esac
printf '%s\n%s\n' "$alluxio" "$juicefs"
