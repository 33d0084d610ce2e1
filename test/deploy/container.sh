#!/usr/bin/env bash
# Runs a program as a container's runtime would: in a file system of its own that is read-only but for one folder, as a user
# without privileges, with nothing of this environment. Root, Linux. Meant to be called by `unshare --mount`.
#
#   container.sh ROOT UID:GID WORKDIR WRITABLE [NAME=VALUE …] -- PROGRAM [ARGUMENT …]
#
# ROOT is the image's file system; this machine's own /usr and what belongs to it stand in for the base image. WRITABLE is a path
# inside that stays writable; it belongs to UID:GID.
set -euo pipefail
root=$1 user=$2 workdir=$3 writable=$4
shift 4
variables=()
while [ "$1" != -- ]; do variables+=("$1"); shift; done
shift

mount --make-rprivate /
mount --bind "$root" "$root"
for folder in usr lib lib64 bin sbin; do
  [ -e "/$folder" ] || continue
  mkdir -p "$root/$folder"
  mount --bind "/$folder" "$root/$folder"
  mount -o remount,bind,ro "$root/$folder"
done
mkdir -p "$root/proc" "$root/dev" "$root/etc" "$root/tmp" "$root$writable"
mount --rbind /proc "$root/proc"
for device in null zero random urandom; do
  touch "$root/dev/$device"
  mount --bind "/dev/$device" "$root/dev/$device"
done
mount --bind "$root$writable" "$root$writable"
chown -R "$user" "$root$writable"
mount -o remount,bind,ro "$root"

exec chroot "$root" setpriv --reuid="${user%:*}" --regid="${user#*:}" --clear-groups --no-new-privs --inh-caps=-all \
  --bounding-set=-all env -i "${variables[@]}" sh -c 'cd "$0" && exec "$@"' "$workdir" "$@"
