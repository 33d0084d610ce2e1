import type { KubeObject } from '../../kube/objects.ts';
import { pick, pickList, pickText } from '../fields.ts';
import { quotaBytes } from '../quota.ts';

/** In which order Fluid takes media for levels (fluid pkg/utils/tieredstore). */
const FASTEST_FIRST = ['MEM', 'SSD', 'HDD'];

/**
 * Bytes of cache a worker is declared to have. EFC uses the fastest level alone, and of its paths the first, whose share of the
 * quota is an equal one, or the first of the `quotaList` (fluid pkg/ddc/efc/transform_tieredstore.go).
 * @returns null when the spec does not say; the engine's own default is not known to us
 */
export function efcDeclaredBytes(runtime: KubeObject): number | null {
  const levels = pickList(runtime, 'spec', 'tieredstore', 'levels');
  const speed = (level: unknown) => FASTEST_FIRST.indexOf(pickText(level, 'mediumtype') ?? '');
  const [level] = levels.filter((one) => speed(one) !== -1).toSorted((a, b) => speed(a) - speed(b));
  if (level === undefined) return null;
  const list = pickText(level, 'quotaList');
  if (list !== null && list !== '') return quotaBytes(list.split(',')[0]?.trim());
  const quota = quotaBytes(pick(level, 'quota'));
  const paths = (pickText(level, 'path') ?? '').split(',').length;
  return quota === null ? null : Math.floor(quota / paths);
}
