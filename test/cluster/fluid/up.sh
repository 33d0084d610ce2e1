#!/usr/bin/env bash
# A whole cluster of processes: real etcd, kube-apiserver, kube-controller-manager, kube-scheduler and Fluid v1.0.8 (dataset and
# Alluxio controllers); kwok plays the nodes and pods. All of it in one network namespace of its own, so that nothing in there
# can reach, or be reached from, anywhere else. Needs root, iproute2 and openssl. Ends with the list of nodes.
#   ENGINE_STATE   the first engine.state (see engine.mjs); Fluid reads the dataset's size, `ufs`, only once, at set-up
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"
if [ -n "$(ip netns pids "$NETNS" 2>/dev/null)" ]; then echo "already up in network namespace $NETNS: run down.sh first" >&2; exit 1; fi
trap 'code=$?; [ $code = 0 ] || { echo "up.sh failed: see $RUN/*.log" >&2; "$here/down.sh"; }' EXIT
rm -rf "${RUN:?}"; mkdir -p "$RUN"/{etcd,certs,home,tmp}; cd "$RUN"
echo "${ENGINE_STATE:-used=0 files=7 ufs=2909879074}" >engine.state # the article's 2.71 GiB

ip netns add "$NETNS" 2>/dev/null || true
ip -n "$NETNS" link set lo up
for i in $(seq "$NODES"); do ip -n "$NETNS" addr add "10.98.0.1$i/32" dev lo 2>/dev/null || true; done # EndpointSlices refuse loopback addresses

# Keys and certificates, made afresh for every run.
key() { openssl ecparam -name prime256v1 -genkey -noout -out "certs/$1.key"; }
cert() { # NAME SUBJECT ALTERNATIVE-NAMES
  key "$1"
  openssl req -new -key "certs/$1.key" -subj "$2" -out "certs/$1.csr" 2>/dev/null
  openssl x509 -req -in "certs/$1.csr" -CA certs/ca.crt -CAkey certs/ca.key -CAcreateserial -days 2 \
    -extfile <(echo "subjectAltName=$3") -out "certs/$1.crt" 2>/dev/null
}
key ca; openssl req -x509 -new -key certs/ca.key -subj /CN=ca -days 2 -out certs/ca.crt 2>/dev/null
cert admin /O=system:masters/CN=admin DNS:admin
cert server /CN=kube-apiserver IP:127.0.0.1,IP:10.0.0.1,DNS:localhost,DNS:kubernetes.default.svc
cert kwok /CN=kwok IP:127.0.0.1,DNS:localhost
openssl genrsa -out certs/accounts.key 2048 2>/dev/null # signs service-account tokens
cat >kubeconfig <<K
apiVersion: v1
kind: Config
clusters: [{name: lab, cluster: {server: "https://127.0.0.1:$API", certificate-authority: "$RUN/certs/ca.crt"}}]
users: [{name: admin, user: {client-certificate: "$RUN/certs/admin.crt", client-key: "$RUN/certs/admin.key"}}]
contexts: [{name: lab, context: {cluster: lab, user: admin}}]
current-context: lab
K

# The control plane.
start etcd "$BIN/etcd" --data-dir=etcd --unsafe-no-fsync \
  --listen-client-urls="http://127.0.0.1:$ETCD" --advertise-client-urls="http://127.0.0.1:$ETCD" \
  --listen-peer-urls="http://127.0.0.1:$PEER" --initial-advertise-peer-urls="http://127.0.0.1:$PEER" --initial-cluster="default=http://127.0.0.1:$PEER"
start apiserver "$BIN/kube-apiserver" --etcd-servers="http://127.0.0.1:$ETCD" \
  --bind-address=127.0.0.1 --advertise-address=10.98.0.11 --secure-port=$API --service-cluster-ip-range=10.0.0.0/24 --endpoint-reconciler-type=none \
  --cert-dir=certs --tls-cert-file=certs/server.crt --tls-private-key-file=certs/server.key --client-ca-file=certs/ca.crt \
  --service-account-issuer=https://kubernetes.default.svc --service-account-key-file=certs/accounts.key --service-account-signing-key-file=certs/accounts.key \
  --kubelet-client-certificate=certs/admin.crt --kubelet-client-key=certs/admin.key --kubelet-preferred-address-types=ExternalIP \
  --requestheader-client-ca-file=certs/ca.crt --requestheader-allowed-names=none \
  --requestheader-username-headers=X-Remote-User --requestheader-group-headers=X-Remote-Group \
  --authorization-mode=RBAC --disable-admission-plugins=ServiceAccount --allow-privileged=true --profiling=false
alive() { kill -0 "$(cat "$1.pid")" 2>/dev/null || { echo "$1 has ended:" >&2; tail -n 3 "$1.log" >&2; exit 1; }; }
until k get --raw /readyz >/dev/null 2>&1; do alive etcd; alive apiserver; sleep 0.1; done
own=(--kubeconfig=kubeconfig --authentication-kubeconfig=kubeconfig --authorization-kubeconfig=kubeconfig --bind-address=127.0.0.1 --leader-elect=false)
start controller-manager "$BIN/kube-controller-manager" "${own[@]}" --secure-port=$KCM \
  --service-account-private-key-file=certs/accounts.key --root-ca-file=certs/ca.crt --controllers='*'
start scheduler "$BIN/kube-scheduler" "${own[@]}" --secure-port=$SCHED
k apply --server-side -f "$here/../../fixtures/fluid-crds" >/dev/null
k wait --for=condition=Established crd --all --timeout=120s >/dev/null
k create namespace fluid-system >/dev/null

# Nodes and pods.
cat "$here/kwok.yaml" "$BIN/kwok-stages.yaml" >kwok.yaml
start kwok env PATH="$here/execbin:$PATH" "$BIN/kwok" --kubeconfig=kubeconfig --config=kwok.yaml \
  --manage-nodes-with-annotation-selector=kwok.x-k8s.io/node=fake --cidr=10.99.0.0/24 --node-lease-duration-seconds=40 \
  --node-ip=127.0.0.1 --node-port=$KWOK --server-address="127.0.0.1:$KWOK" --tls-cert-file=certs/kwok.crt --tls-private-key-file=certs/kwok.key
for i in $(seq "$NODES"); do cat <<N
---
apiVersion: v1
kind: Node
metadata:
  name: node-$i
  annotations: {kwok.x-k8s.io/node: fake}
  labels: {kubernetes.io/hostname: node-$i, kubernetes.io/os: linux, kubernetes.io/arch: amd64, type: kwok}
status:
  addresses: [{type: InternalIP, address: 10.98.0.1$i}, {type: Hostname, address: node-$i}, {type: ExternalIP, address: 127.0.0.1}]
  allocatable: {cpu: "16", memory: 64Gi, pods: "110", ephemeral-storage: 100Gi}
  capacity: {cpu: "16", memory: 64Gi, pods: "110", ephemeral-storage: 100Gi}
N
done >nodes.yaml
k create -f nodes.yaml >/dev/null

# Fluid, with the settings of its own Helm chart. It installs each runtime with the charts in its home.
cp -R "$BIN/fluid/charts" home/charts
fluid() { # NAME FLAGS
  local name=$1; shift
  start "$name" env -i PATH="$BIN:/usr/bin:/bin" HOME="$RUN/home" TMPDIR="$RUN/tmp" KUBECONFIG="$KUBECONFIG" KUBECACHEDIR="$KUBECACHEDIR" \
    MY_POD_NAMESPACE=fluid-system FLUID_WORKDIR="$RUN/tmp" HELM_DRIVER=configmap MOUNT_ROOT=/runtime-mnt CRITICAL_FUSE_POD=true \
    FLUID_SYNC_RETRY_DURATION=15s ALLUXIO_MOUNT_CONFIG_STORAGE=configmap DEFAULT_INIT_IMAGE_ENV=fluidcloudnative/init-users:v0.9.0 \
    ALLUXIO_RUNTIME_IMAGE_ENV=alluxio/alluxio-dev:2.9.0 ALLUXIO_FUSE_IMAGE_ENV=alluxio/alluxio-dev:2.9.0 \
    "$BIN/fluid-$name" start --development=false --metrics-addr=0 --kube-api-qps=20 --kube-api-burst=30 --workqueue-qps=10 --workqueue-burst=100 "$@"
}
fluid dataset --reconcile-workers=3
fluid alluxio --runtime-node-port-range=20000-26000 --runtime-workers=3 --port-allocate-policy=random
k wait --for=condition=Ready node --all --timeout=120s >/dev/null
k get nodes
