import type { KubeObject } from '../../kube/objects.ts';
import { pickList, pickText } from '../fields.ts';

export type Edition = 'community' | 'enterprise';

/** The address of a community volume's metadata is a secret of this name; an enterprise volume has none, it has a token. */
const METADATA = 'metaurl';

/**
 * As Fluid decides it when it sets the runtime up (fluid pkg/ddc/juicefs/transform.go): by the Dataset, so that its ConfigMap,
 * which says the same, need not be read.
 */
export function editionOf(dataset: KubeObject | null): Edition {
  const own = pickList(dataset, 'spec', 'mounts').flatMap((mount) => pickList(mount, 'encryptOptions'));
  const shared = pickList(dataset, 'spec', 'sharedEncryptOptions');
  return [...own, ...shared].some((option) => pickText(option, 'name') === METADATA)
    ? 'community'
    : 'enterprise';
}

/** Where the volume is mounted in every worker pod, unless Fluid's MOUNT_ROOT was moved. */
export function mountOf(namespace: string, name: string): string {
  return `/runtime-mnt/juicefs/${namespace}/${name}/juicefs-fuse`;
}
