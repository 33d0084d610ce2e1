/** The same objects under this project's own rules (`--improve`): what they were for, rather than what they did to the letter. */
import { formatDuration } from '../units/duration.ts';
import { formatShare, WHOLE } from '../units/share.ts';
import { type Draft, whence } from './draft.ts';
import type { Notebook } from './object.ts';
import { putRules, putTolerance, SIDES } from './pace-policies.ts';
import type { From, Metric, Pace } from './part.ts';
import type { Together } from './together.ts';

/** @param noteOf where findings on a field of an object go */
export function putNative(draft: Draft, whole: Together, noteOf: (from: From<unknown>) => Notebook): void {
  const { pace, metrics } = whole;
  const shrinks = pace !== null && pace.value.behavior?.scaleDown?.selectPolicy !== 'Disabled';
  putUtilization(draft, metrics, pace, shrinks, noteOf);
  if (pace === null) {
    draft.put(['policies', 'scaleDown'], 'enabled', 'jobs set smaller sizes too; guards may hold them');
    return;
  }
  putGivenPace(draft, pace, shrinks, noteOf);
}

/** One that only grows is a threshold; one that also shrinks is a target. */
function putUtilization(
  draft: Draft,
  metrics: readonly From<Metric>[],
  pace: From<Pace> | null,
  shrinks: boolean,
  noteOf: (from: From<unknown>) => Notebook,
): void {
  const usable = metrics.filter(({ value }) => value.type === 'Value' && value.target <= WHOLE);
  const lowest = usable.reduce<From<Metric> | null>(
    (a, b) => (a === null || b.value.target < a.value.target ? b : a),
    null,
  );
  for (const metric of metrics) {
    if (metric === lowest) continue;
    const { type, target } = metric.value;
    const text = usable.includes(metric)
      ? 'left out: the lowest target asks for the most workers'
      : `cannot be kept without semantics: hpa: ${type === 'AverageValue' ? 'a share of each worker' : `a target of ${formatShare(target)}`} is no share of a cache`;
    noteOf(metric)[usable.includes(metric) ? 'changed' : 'refused'](metric.field, text);
  }
  if (lowest === null) return;
  const share = formatShare(lowest.value.target);
  if (!shrinks) {
    draft.put(['policies', 'threshold', 'up'], share, whence(draft, lowest));
    noteOf(lowest).changed(
      lowest.field,
      'it only grows, so it is a threshold: by as much as is needed, within step',
    );
    return;
  }
  draft.put(['policies', 'target', 'utilization'], share, whence(draft, lowest));
  putTolerance(draft, pace, 'target');
}

/** Only what the object says itself: defaults of the HPA, such as doubling every 15 s, are none for a cache. */
function putGivenPace(
  draft: Draft,
  pace: From<Pace>,
  shrinks: boolean,
  noteOf: (from: From<unknown>) => Notebook,
): void {
  const { given } = pace.value;
  const from = (rest: string) => whence(draft, { ...pace, field: `${pace.field}${rest}` });
  for (const [way, name] of SIDES) {
    const rules = given?.[name] ?? null;
    if (rules === null || (way === 'down' && !shrinks)) continue;
    if (rules.policies !== null) putRules(draft, way, rules, (field) => from(`.${name}.${field}`));
    const seconds = rules.stabilizationWindowSeconds;
    if (seconds !== null && seconds > 0) {
      draft.put(
        ['policies', 'stabilization', way],
        formatDuration(seconds * 1000),
        from(`.${name}.stabilizationWindowSeconds`),
      );
    }
    if (way === 'up' && rules.selectPolicy === 'Disabled') {
      draft.put(['policies', 'scaleUp'], 'disabled', from('.scaleUp.selectPolicy'));
    }
  }
  if (given === null) {
    noteOf(pace).changed(
      pace.field,
      'there is none, so steps are this project’s defaults, which validate names',
    );
  }
  draft.put(['policies', 'scaleDown'], shrinks ? 'enabled' : 'disabled', from('.scaleDown.selectPolicy'));
}
