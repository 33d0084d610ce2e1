/** The parts about one dataset into one document that decides as they did together. */
import { formatDuration } from '../units/duration.ts';
import { formatInstant } from '../units/instant.ts';
import { formatShare, WHOLE } from '../units/share.ts';
import { type Draft, draftOf, type Finished, finish, whence } from './draft.ts';
import { putNative } from './improve.ts';
import { type Finding, notebookOf } from './object.ts';
import { putPace, putTolerance } from './pace-policies.ts';
import type { From, Jobs, Metric, Pace, Part } from './part.ts';
import { putSwitches } from './switches.ts';
import { type Together, together } from './together.ts';
import { putWindows } from './windows.ts';

export interface Composed {
  /** null: nothing of the objects decides anything here. */
  readonly document: Finished | null;
  /** What came of bringing them together. */
  readonly findings: readonly Finding[];
}

/**
 * @param parts of one dataset, at least one
 * @param improve without the semantics of the HPA
 */
export function compose(parts: readonly Part[], improve: boolean): Composed {
  const whole = together(parts);
  const { metrics, triggers, jobs, bounds } = whole;
  const findings = [...whole.findings];
  const [{ object, namespace, dataset }] = parts as [Part];
  const nothing = (): Composed => {
    const text = 'nothing of it decides a size here, so there is no document';
    return { document: null, findings: [...findings, { object, field: 'spec', verdict: 'refused', text }] };
  };
  if (bounds === null || (metrics.length === 0 && triggers.length === 0 && jobs === null)) return nothing();
  const draft = draftOf(parts.map((part) => part.object));
  draft.put(['dataset'], dataset.value, whence(draft, dataset));
  if (!improve) draft.put(['semantics'], 'hpa', 'to the letter; import --improve leaves it out');
  draft.put(['replicas', 'min'], bounds.min.value, whence(draft, bounds.min));
  draft.put(['replicas', 'max'], bounds.max.value, whence(draft, bounds.max));
  putSwitches(draft, parts);
  if (improve) {
    const noteOf = (from: From<unknown>) => notebookOf(from.object, findings);
    putNative(draft, whole, noteOf);
    putWindows(draft, whole, noteOf);
    const { policies = {} } = draft.spec as { policies?: object };
    if (!['threshold', 'target', 'schedule'].some((name) => name in policies)) return nothing();
  } else putToTheLetter(draft, whole);
  putPauses(draft, parts);
  return { document: finish(draft, namespace, dataset.value), findings };
}

function putToTheLetter(draft: Draft, { metrics, triggers, jobs, pace }: Together): void {
  const rest = putTarget(draft, metrics, pace);
  if (pace !== null && pace.value.behavior !== null) putPace(draft, pace, pace.value.behavior);
  else if (pace !== null) {
    const why = `${pace.field} is absent (the window is its controller's default)`;
    const window = formatDuration(pace.value.windowMs);
    draft.put(
      ['policies', 'compatibility', 'withoutBehavior'],
      window,
      whence(draft, { ...pace, field: why }),
    );
  }
  putMetrics(draft, rest);
  if (rest.length > 0 || triggers.length > 0) putTolerance(draft, pace, 'compatibility');
  for (const [index, trigger] of triggers.entries()) {
    draft.put(['policies', 'compatibility', 'keda', index], { ...trigger.value }, whence(draft, trigger));
  }
  if (jobs !== null) putJobs(draft, jobs);
}

/** A direction that an annotation has paused stays off whatever `behavior` says. */
function putPauses(draft: Draft, parts: readonly Part[]): void {
  for (const [name, off] of [
    ['scaleUp', parts.find(({ scaleUpOff }) => scaleUpOff !== null)?.scaleUpOff],
    ['scaleDown', parts.find(({ scaleDownOff }) => scaleDownOff !== null)?.scaleDownOff],
  ] as const) {
    if (off != null) draft.put(['policies', name], 'disabled', whence(draft, off));
  }
}

/** The first metric that the policy `target` can have. @returns the others */
function putTarget(
  draft: Draft,
  metrics: readonly From<Metric>[],
  pace: From<Pace> | null,
): readonly From<Metric>[] {
  const first = metrics.find(({ value }) => value.type === 'Value' && value.target <= WHOLE);
  if (first === undefined) return metrics;
  draft.put(['policies', 'target', 'utilization'], formatShare(first.value.target), whence(draft, first));
  putTolerance(draft, pace, 'target');
  return metrics.filter((metric) => metric !== first);
}

function putMetrics(draft: Draft, metrics: readonly From<Metric>[]): void {
  for (const [index, metric] of metrics.entries()) {
    const { type, target } = metric.value;
    const said = { type, utilization: formatShare(target) };
    draft.put(['policies', 'compatibility', 'metrics', index], said, whence(draft, metric));
  }
}

function putJobs(draft: Draft, { timezone, atHpa, excludeDates, jobs }: Jobs): void {
  const base = ['policies', 'compatibility', 'cronhpa'] as const;
  const [first] = jobs;
  draft.put([...base, 'timezone'], timezone, 'of the CronHPA controller');
  if (atHpa) draft.put([...base, 'target'], 'hpa', 'a job sets the floor, and metrics may go above it');
  for (const [index, text] of excludeDates.entries()) {
    const from = first === undefined ? '' : whence(draft, { ...first, field: `spec.excludeDates[${index}]` });
    draft.put([...base, 'excludeDates', index], text, from);
  }
  for (const [index, job] of jobs.entries()) {
    const { name, schedule, at, targetSize } = job.value;
    const when = schedule === null ? { at: formatInstant(at as number) } : { schedule };
    draft.put([...base, 'jobs', index], { name, ...when, targetSize }, whence(draft, job));
  }
}
