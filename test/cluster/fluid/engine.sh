#!/usr/bin/env bash
# engine.sh [DATASET]: serves the stand-in engine's page where the Service of the dataset (default: spark, in namespace default)
# says its master is, in place of one served before. Prints the page's address, once it answers. State: $RUN/engine.state.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"
dataset=${1:-spark}
cd "$RUN"
if [ -e engine.pid ]; then
  pid=$(cat engine.pid)
  if grep -qs engine.mjs "/proc/$pid/cmdline"; then kill "$pid"; while kill -0 "$pid" 2>/dev/null; do sleep 0.05; done; fi
fi
port=$(k get service "$dataset-master-0" -o jsonpath='{.spec.ports[?(@.name=="web")].port}')
address=$(k get endpointslices -l "kubernetes.io/service-name=$dataset-master-0" -o jsonpath='{.items[0].endpoints[0].addresses[0]}')
start engine node "$here/engine.mjs" "$address" "$port" "$dataset"
until grep -qs '^http' engine.log; do
  kill -0 "$(cat engine.pid)" 2>/dev/null || { cat engine.log >&2; exit 1; }
  sleep 0.05
done
cat engine.log
