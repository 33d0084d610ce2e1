#!/usr/bin/env bash
# mount.sh DATA ROOT MOUNTPOINT PROGRAM ARGS: becomes PROGRAM ARGS in a mount namespace of its own, as a pod is one: it sees what this
# machine has below ROOT, an empty folder, but for a /tmp of its own, in which of this machine's there is only the folder DATA;
# and besides an empty folder MOUNTPOINT, which need not exist here (Fluid's workers mount below /runtime-mnt). Needs root.
# JuiceFS finds its own processes by a socket in /tmp that is named by a process id, which is 1 for each of them here.
set -euo pipefail
data=$1 root=$2 mountpoint=$3
if [ -z "${IN_OWN_NAMESPACE:-}" ]; then
  # With a namespace of processes, too: when its first process ends, all of it does.
  IN_OWN_NAMESPACE=1 exec unshare --mount --propagation private --pid --fork --kill-child=SIGKILL "$0" "$@"
fi
unset IN_OWN_NAMESPACE
shift 3
mount -t tmpfs none "$root"
mkdir "$root/tmp"
for entry in /*; do
  if [ -L "$entry" ]; then cp -a "$entry" "$root$entry"
  elif [ -d "$entry" ] && [ ! -e "$root$entry" ]; then mkdir "$root$entry"; mount --rbind "$entry" "$root$entry"
  fi
done
mkdir -p "$root$data" "$root$mountpoint"
mount --bind "$data" "$root$data"
mount -t proc proc "$root/proc"
exec chroot "$root" "$@"
