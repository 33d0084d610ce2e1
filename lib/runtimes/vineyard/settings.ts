import type { KubeObject } from '../../kube/objects.ts';
import { pick, pickList, pickText } from '../fields.ts';
import { quotaBytes } from '../quota.ts';

/**
 * Bytes a worker is declared to hold: the quota of its memory. Other levels are where it spills to, and no cache of their own
 * (fluid pkg/ddc/vineyard/transform.go).
 */
export function vineyardDeclaredBytes(runtime: KubeObject): number | null {
  const levels = pickList(runtime, 'spec', 'tieredstore', 'levels');
  const memory = levels.find((level) => pickText(level, 'mediumtype') === 'MEM');
  return memory === undefined ? null : quotaBytes(pick(memory, 'quota'));
}
