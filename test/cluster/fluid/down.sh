#!/usr/bin/env bash
# Ends every process in the lab's network namespace, which is the lab's alone, and removes the namespace. Logs stay in $RUN.
# Nothing in there is worth a clean stop; may be run again, or where nothing is up.
NETNS=${NETNS:-fluid-lab} PATH=$PATH:/usr/sbin:/sbin
running() { ip netns pids "$NETNS" 2>/dev/null; }
while pids=$(running) && [ -n "$pids" ]; do
  for pid in $pids; do kill -9 "$pid" 2>/dev/null; done
  sleep 0.05
done
ip netns del "$NETNS" 2>/dev/null
exit 0
