# shellcheck shell=bash
# Settings shared by the scripts beside this file.
#   BIN     where ../build.sh all has put the binaries (by default the folder it names)
#   RUN     everything a run leaves: logs, keys, engine.state; absolute (default: fluid-lab in the system's folder for temporary files)
#   NETNS   the network namespace (default: fluid-lab). Two at once: give each its own RUN and NETNS
#   NODES   how many nodes kwok plays (default 4)
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
PATH=$PATH:/usr/sbin:/sbin # where `ip` is
BIN=${BIN:-$("$here/../build.sh" where)}
[ -e "$BIN/kwok-stages.yaml" ] || { echo "no lab in $BIN: run \"npm run cluster:build -- all\" (needs Go 1.26)" >&2; exit 1; }
RUN=${RUN:-${TMPDIR:-/var/tmp}/fluid-lab}
NETNS=${NETNS:-fluid-lab} NODES=${NODES:-4}
# The same in every lab: they lie inside the namespace.
API=26443 ETCD=33790 PEER=33800 KWOK=26250 KCM=26257 SCHED=26259
KUBECONFIG=$RUN/kubeconfig KUBECACHEDIR=$RUN/kube-cache PATH=$BIN:$PATH
export BIN RUN NETNS API KUBECONFIG KUBECACHEDIR PATH
inside() { ip netns exec "$NETNS" "$@"; }
k() { inside kubectl "$@"; }
# Starts a program inside the namespace that outlives this script; its output goes to $RUN/NAME.log.
start() { # NAME PROGRAM ARGS
  local name=$1; shift
  setsid nohup ip netns exec "$NETNS" "$@" >"$RUN/$name.log" 2>&1 </dev/null &
  echo $! >"$RUN/$name.pid"
}
