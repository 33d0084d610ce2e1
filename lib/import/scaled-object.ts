/** KEDA's ScaledObject: an HPA with a loop of its own around it. */
import { parseTrigger } from '../cron/keda.ts';
import { zoneOf } from '../cron/zone.ts';
import { defaultBehavior } from '../spec/hpa/defaults.ts';
import { parseBehavior } from '../spec/hpa/parse.ts';
import { type HpaFlags, toleranceOf } from '../spec/hpa/policies.ts';
import type { Behavior } from '../spec/hpa/types.ts';
import { validateBehavior } from '../spec/hpa/validate.ts';
import { withoutPath } from './hpa.ts';
import { type Fields, fieldsOf, type Notebook, notebookOf, type SourceObject } from './object.ts';
import { keptPace } from './pace.ts';
import { emptyPart, type From, type Trigger, type Understood } from './part.ts';
import { understandPauses } from './scaled-object-pause.ts';
import { datasetOf, targetOf } from './target.ts';

const DEFAULT_MAX = 100;
const BEHAVIOR = 'spec.advanced.horizontalPodAutoscalerConfig.behavior';

export function understandScaledObject(object: SourceObject, flags: HpaFlags): Understood {
  const book = notebookOf(object);
  const spec = fieldsOf(object.fields.spec);
  const aimed = datasetOf(targetOf(spec));
  if ('why' in aimed) {
    book.refused('spec.scaleTargetRef', aimed.why);
    return { object, findings: book.findings };
  }
  book.kept('spec.scaleTargetRef', 'spec.dataset');
  if (aimed.held !== null) book.changed('spec.scaleTargetRef.kind', aimed.held);
  const counts = countsOf(object, spec, book);
  const triggers = understandTriggers(object, spec, book);
  const given = behaviorOf(spec, book);
  if (counts === null || given === undefined) return { object, findings: book.findings };
  understandLoop(spec, counts.min.value, book);
  const { fallback } = spec;
  if (fallback !== undefined && fallback !== null) {
    book.refused(
      'spec.fallback',
      'cannot be kept: what cannot be read holds the size here, and never stands in for a number',
    );
  }
  const behavior = defaultBehavior(given);
  const pace = {
    behavior,
    given,
    tolerance: toleranceOf(given, flags),
    windowMs: flags.downscaleStabilizationMs,
  };
  return {
    ...emptyPart(object, { value: aimed.dataset, object, field: 'spec.scaleTargetRef' }),
    ...understandPauses(object, book),
    min: counts.min,
    max: counts.max,
    triggers,
    pace: { value: pace, object, field: BEHAVIOR },
    interval: intervalOf(object, spec, book),
    findings: book.findings,
  };
}

/** A whole number, 0 or more; null when absent; undefined when it is something else, which is noted. */
function countOf(spec: Fields, name: string, book: Notebook): number | null | undefined {
  const value = spec[name];
  if (value === undefined || value === null) return null;
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= 2_147_483_647)
    return value;
  book.refused(`spec.${name}`, 'must be a whole number, 0 or more');
  return undefined;
}

/** As its HPA has them: at least 1, unless KEDA's own loop may go to 0. */
function countsOf(
  object: SourceObject,
  spec: Fields,
  book: Notebook,
): { min: From<number>; max: From<number> } | null {
  const [min, max, idle] = ['minReplicaCount', 'maxReplicaCount', 'idleReplicaCount'].map((name) =>
    countOf(spec, name, book),
  );
  if (min === undefined || max === undefined || idle === undefined) return null;
  const bounds = { min: min ?? 0, max: max ?? DEFAULT_MAX };
  if (bounds.min > bounds.max || bounds.max === 0) {
    book.refused('spec.maxReplicaCount', `${bounds.max} is below minReplicaCount ${bounds.min}, or 0`);
    return null;
  }
  if (min !== null) book.kept('spec.minReplicaCount', 'spec.replicas.min');
  if (max !== null) book.kept('spec.maxReplicaCount', 'spec.replicas.max');
  if (idle !== null) {
    book.refused(
      'spec.idleReplicaCount',
      `cannot be kept: outside its triggers the size rests at minReplicaCount ${bounds.min}, not at ${idle}; ` +
        'the policy idle goes lower by use',
    );
  }
  const from = (value: number, given: number | null, name: string): From<number> => ({
    value,
    object,
    field: given === null ? `spec.${name} is absent: ${value}` : `spec.${name}`,
  });
  return { min: from(bounds.min, min, 'minReplicaCount'), max: from(bounds.max, max, 'maxReplicaCount') };
}

function understandTriggers(object: SourceObject, spec: Fields, book: Notebook): readonly From<Trigger>[] {
  const triggers: readonly unknown[] = Array.isArray(spec.triggers) ? spec.triggers : [];
  const { scalingModifiers } = fieldsOf(spec.advanced);
  if (Object.keys(fieldsOf(scalingModifiers)).length > 0) {
    const why = 'the triggers count only through its formula, and there is no such language here';
    book.refused('spec.advanced.scalingModifiers', `cannot be kept: ${why}`);
    for (const index of triggers.keys()) book.refused(`spec.triggers[${index}]`, `cannot be kept: ${why}`);
    return [];
  }
  return triggers.flatMap((raw, index) => {
    const field = `spec.triggers[${index}]`;
    const trigger = understandTrigger(fieldsOf(raw), field, book);
    return trigger === null ? [] : [{ value: trigger, object, field }];
  });
}

const NO_TRIGGER: Readonly<Record<string, string>> = {
  prometheus:
    'cannot be kept: this project reads caches themselves and has no Prometheus source; if the query says how full the cache is, write a target or threshold in its place',
  cpu: 'cannot be kept: it measures the CPU of worker pods, which says nothing of how full a cache is',
  memory: 'cannot be kept: it measures the memory of worker pods, which a cache uses up whatever it holds',
};

function understandTrigger(trigger: Fields, field: string, book: Notebook): Trigger | null {
  const { type, metricType, metadata, authenticationRef, useCachedMetrics } = trigger;
  const refuse = (text: string) => {
    book.refused(field, text);
    return null;
  };
  if (type !== 'cron') {
    const known = Object.hasOwn(NO_TRIGGER, String(type)) ? NO_TRIGGER[String(type)] : undefined;
    return refuse(known ?? `cannot be kept: there is no source for a trigger of type ${String(type)}`);
  }
  const parsed = parseTrigger(fieldsOf(metadata));
  if (!parsed.ok) return refuse(`KEDA refuses it: ${parsed.error}`);
  const { trigger: cron } = parsed;
  if (cron.desiredReplicas < 0) return refuse('metadata.desiredReplicas: a negative number asks for nothing');
  if (zoneOf(cron.timezone) === null) {
    return refuse(`there is no time zone ${cron.timezone}: KEDA fails at every poll`);
  }
  if (metricType !== undefined && metricType !== null && metricType !== 'AverageValue') {
    const text = `cannot be kept: with metricType ${String(metricType)} the number is multiplied by the pods that are ready, over and over`;
    return refuse(text);
  }
  if (useCachedMetrics === true) return refuse('KEDA refuses useCachedMetrics for cron');
  if (authenticationRef !== undefined && authenticationRef !== null) {
    book.changed(`${field}.authenticationRef`, 'left out: a cron trigger asks nobody');
  }
  book.kept(field, 'spec.policies');
  return cron;
}

/** undefined: there is one, and it is not valid. */
function behaviorOf(spec: Fields, book: Notebook): Behavior | null | undefined {
  const { horizontalPodAutoscalerConfig, restoreToOriginalReplicaCount } = fieldsOf(spec.advanced);
  const { behavior, name } = fieldsOf(horizontalPodAutoscalerConfig);
  if (name !== undefined) {
    book.kept(
      'spec.advanced.horizontalPodAutoscalerConfig.name',
      'nothing: it names the HPA that KEDA makes',
    );
  }
  if (restoreToOriginalReplicaCount === true) {
    book.changed(
      'spec.advanced.restoreToOriginalReplicaCount',
      'left out; set it to false before you delete the ScaledObject, or deleting it sets the size back',
    );
  }
  if (behavior === undefined || behavior === null) return null;
  const parsed = parseBehavior(behavior);
  const filled = parsed.ok ? defaultBehavior(parsed.value) : null;
  const errors = parsed.ok ? validateBehavior(filled) : parsed.errors;
  for (const { path, text } of errors) {
    book.refused(path.replace('spec.behavior', BEHAVIOR), withoutPath(text, path));
  }
  if (errors.length > 0 || !parsed.ok) return undefined;
  keptPace(parsed.value, BEHAVIOR, book);
  return parsed.value;
}

/** What KEDA's own loop does between 0 and 1. */
function understandLoop(spec: Fields, min: number, book: Notebook): void {
  for (const name of ['cooldownPeriod', 'initialCooldownPeriod']) {
    const field = `spec.${name}`;
    if (spec[name] === undefined || spec[name] === null) continue;
    if (min > 0) book.kept(field, 'nothing: it only matters where minReplicaCount is 0');
    else {
      book.changed(
        field,
        'cannot be kept: to 0 the count goes by the HPA’s own window (5m where behavior gives none) and steps, not after this time and past them',
      );
    }
  }
  if (min > 0) return;
  book.changed(
    'spec.minReplicaCount',
    '0 is reached as any other size, and left as the HPA leaves it; KEDA goes to 0 in one step after cooldownPeriod, and from 0 to 1 first; a 0 that KEDA has left is off for the daemon, so move over while the count is above 0',
  );
}

function intervalOf(object: SourceObject, spec: Fields, book: Notebook): From<number> | null {
  const seconds = countOf(spec, 'pollingInterval', book);
  if (seconds === null || seconds === undefined) return null;
  book.kept('spec.pollingInterval', 'spec.interval');
  return { value: Math.max(1, seconds), object, field: 'spec.pollingInterval' };
}
