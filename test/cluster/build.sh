#!/usr/bin/env bash
# Builds real parts to test against, from the Go modules pinned beside this file, into a cache folder outside the clone.
#
#   build.sh plane   etcd, kube-apiserver and kubectl (the default)
#   build.sh all     besides: kube-controller-manager, kube-scheduler, kwok, helm, Fluid's dataset and Alluxio controllers
#   build.sh where   builds nothing
#
# The last line is the folder. Its name is a hash of the pins, so new pins never meet old binaries; its parent is
# $FLUID_AUTOSCALER_CACHE, or fluid-autoscaler in $XDG_CACHE_HOME or ~/.cache. What is there is not built again; every
# file appears whole, by a rename, so two builds at once or one that was killed leave nothing half done.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
what=${1:-plane}
fluid_version=v1.0.8 kwok_version=v0.8.0 kube_version=1.36.3

pins=({control-plane,fluid/mod/{fluid,helm,kwok}}/go.{mod,sum} build.sh)
sha256() { if command -v sha256sum >/dev/null; then sha256sum; else shasum -a 256; fi; }
hash=$(cd "$here" && cat "${pins[@]}" | sha256 | cut -c1-16)
folder=${FLUID_AUTOSCALER_CACHE:-${XDG_CACHE_HOME:-${HOME:-~}/.cache}/fluid-autoscaler}/$hash

case $what in
  where) echo "$folder"; exit ;;
  plane | all) ;;
  *) echo "usage: build.sh [plane|all|where]" >&2; exit 2 ;;
esac

mkdir -p "$folder"
if command -v flock >/dev/null; then
  exec 9>"$folder.lock"; flock 9
  rm -rf "$folder"/.partial.* # of builds that were killed
fi
partial=$(mktemp -d "$folder/.partial.XXXXXX")
trap 'rm -rf "$partial"' EXIT

# Announces what is about to be built; false when it is there already.
missing() { # NAME
  [ ! -e "$folder/$1" ] || return 1
  command -v go >/dev/null || { echo "$1 has to be built, and go is not on the PATH: install Go 1.26 (https://go.dev/dl/)" >&2; exit 1; }
  echo "building $1"
}

binary() { # NAME MODULE PACKAGE [LDFLAGS]
  missing "$1" || return 0
  (cd "$here/$2" && CGO_ENABLED=0 go build -buildvcs=false -trimpath -ldflags "-s -w ${4:-}" -o "$partial/$1" "$3")
  mv "$partial/$1" "$folder/$1"
}

version=k8s.io/component-base/version
stamp="-X $version.gitVersion=v$kube_version -X $version.gitMajor=${kube_version%%.*} -X $version.gitMinor=$(cut -d. -f2 <<<$kube_version)"
kubernetes() { binary "$1" control-plane "k8s.io/kubernetes/cmd/$1" "$stamp"; }

# Where a module's files lie, fetched when need be.
module() { # MODULE-FOLDER MODULE@VERSION
  local answer
  answer=$(cd "$here/$1" && go mod download -json "$2") || { echo "$answer" >&2; return 1; }
  sed -n 's/.*"Dir": "\(.*\)".*/\1/p' <<<"$answer"
}

fluid_files() { # the charts Fluid's controllers install with, and its CRDs
  missing fluid || return 0
  local source; source=$(module fluid/mod/fluid "github.com/fluid-cloudnative/fluid@$fluid_version")
  mkdir -p "$partial/fluid/charts"
  cp -R "$source"/charts/alluxio "$source"/charts/library "$partial/fluid/charts/"
  cp -R "$source/charts/fluid/fluid/crds" "$partial/fluid/crds"
  chmod -R u+w "$partial/fluid"
  mkdir -p "$partial/fluid/charts/alluxio/charts" # in Fluid's repository a symbolic link, which Go modules leave out
  cp -R "$partial/fluid/charts/library" "$partial/fluid/charts/alluxio/charts/library"
  [ -e "$folder/fluid" ] || mv "$partial/fluid" "$folder/fluid"
}

kwok_stages() { # how kwok plays nodes and pods: its own fast stages, in one file
  missing kwok-stages.yaml || return 0
  local source stage file; source=$(module fluid/mod/kwok "sigs.k8s.io/kwok@$kwok_version")
  for stage in node/fast node/heartbeat-with-lease pod/fast; do
    for file in "$source/kustomize/stage/$stage"/*.yaml; do
      [ "$(basename "$file")" = kustomization.yaml ] || { echo ---; cat "$file"; }
    done
  done >"$partial/kwok-stages.yaml"
  mv "$partial/kwok-stages.yaml" "$folder/kwok-stages.yaml"
}

binary etcd control-plane go.etcd.io/etcd/server/v3
kubernetes kube-apiserver
kubernetes kubectl
if [ "$what" = all ]; then
  kubernetes kube-controller-manager
  kubernetes kube-scheduler
  binary kwok fluid/mod/kwok sigs.k8s.io/kwok/cmd/kwok
  binary ddc-helm fluid/mod/helm helm.sh/helm/v3/cmd/helm
  binary fluid-dataset fluid/mod/fluid github.com/fluid-cloudnative/fluid/cmd/dataset
  binary fluid-alluxio fluid/mod/fluid github.com/fluid-cloudnative/fluid/cmd/alluxio
  fluid_files
  kwok_stages
fi
echo "$folder"
