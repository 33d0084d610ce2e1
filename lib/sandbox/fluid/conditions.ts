import { arrayAt, isObject, type JsonObject } from '../api/json.ts';

/** The field that says when it was looked at last: a runtime's condition and a Dataset's differ. */
export type Looked = 'lastProbeTime' | 'lastUpdateTime';

/** The list with the condition of this type set; what stays the same keeps its time. */
export function withCondition(
  status: JsonObject,
  condition: JsonObject,
  time: string,
  looked: Looked = 'lastProbeTime',
): unknown[] {
  const list = arrayAt(status, 'conditions').filter(isObject);
  const old = list.find((each) => each.type === condition.type);
  if (old && old.status === condition.status && old.message === condition.message) return list;
  const dated = { [looked]: time, lastTransitionTime: time, ...condition };
  return old ? list.map((each) => (each === old ? dated : each)) : [...list, dated];
}
