/** A HorizontalPodAutoscaler: bounds, metrics that are taken for the cache's utilization, and how fast the count may move. */
import type { FieldError } from '../spec/hpa/field-errors.ts';
import { parseHpa } from '../spec/hpa/parse.ts';
import { lawOf } from '../spec/hpa/plan.ts';
import { type HpaFlags, toleranceOf } from '../spec/hpa/policies.ts';
import { readHpa } from '../spec/hpa/read.ts';
import type { Behavior, Hpa, Metric as HpaMetric } from '../spec/hpa/types.ts';
import { asV2, V1_FIELDS } from './hpa-v1.ts';
import { fieldsOf, type Notebook, notebookOf, type SourceObject } from './object.ts';
import { keptPace } from './pace.ts';
import { emptyPart, type From, type Metric, type Understood } from './part.ts';
import { datasetOf, targetOf } from './target.ts';

/** The name under which Fluid's own guide serves the utilization. */
const KNOWN_METRIC = 'capacity_used_rate';

export function understandHpa(object: SourceObject, flags: HpaFlags): Understood {
  const book = notebookOf(object);
  const aimed = datasetOf(targetOf(fieldsOf(object.fields).spec));
  if ('why' in aimed) {
    book.refused('spec.scaleTargetRef', aimed.why);
    return { object, findings: book.findings };
  }
  const read = readAny(object);
  if ('errors' in read) {
    for (const { path, text } of read.errors) book.refused(path, withoutPath(text, path));
    return { object, findings: book.findings };
  }
  const { hpa, given, metricFields, behaviorField } = read;
  book.kept('spec.scaleTargetRef', 'spec.dataset');
  if (aimed.held !== null) book.changed('spec.scaleTargetRef.kind', aimed.held);
  const from = <T>(value: T, field: string): From<T> => ({ value, object, field });
  const { min, max } = bounds(object, hpa, book, from);
  const metrics = hpa.spec.metrics.flatMap((metric, index) =>
    understandMetric(metric, metricFields[index] ?? 'spec.metrics', book).map((one) =>
      from(one, metricFields[index] ?? 'spec.metrics'),
    ),
  );
  const { behavior } = hpa.spec;
  keptPace(given, behaviorField, book);
  const pace = {
    behavior,
    given,
    tolerance: toleranceOf(behavior, flags),
    windowMs: flags.downscaleStabilizationMs,
  };
  const part = emptyPart(object, from(aimed.dataset, 'spec.scaleTargetRef'));
  return { ...part, min, max, metrics, pace: from(pace, behaviorField), findings: book.findings };
}

type Read =
  | {
      readonly hpa: Hpa;
      readonly given: Behavior | null;
      readonly metricFields: readonly string[];
      readonly behaviorField: string;
    }
  | { readonly errors: readonly FieldError[] };

function readAny(object: SourceObject): Read {
  const v1 = object.apiVersion === 'autoscaling/v1';
  let fields = object.fields;
  let metricFields: readonly string[] = [];
  if (v1) {
    try {
      ({ fields, metrics: metricFields } = asV2(object));
    } catch (error) {
      return { errors: [{ path: 'metadata.annotations', text: (error as Error).message }] };
    }
  }
  const read = readHpa(fields);
  if (!read.ok) return { errors: read.errors };
  const parsed = parseHpa(fields);
  const given = fieldsOf(fieldsOf(fields).spec).metrics;
  const listed = Array.isArray(given) ? given.length : 0;
  // With none at all the API server fills in one, of the pods' CPU.
  const ofV2 = read.value.spec.metrics.map((_, index) =>
    listed === 0 ? 'spec.metrics' : `spec.metrics[${index}]`,
  );
  return {
    hpa: read.value,
    given: parsed.ok ? parsed.value.spec.behavior : null,
    metricFields: v1 && listed > 0 ? metricFields : ofV2,
    behaviorField: v1 ? V1_FIELDS.behavior : 'spec.behavior',
  };
}

function bounds(
  object: SourceObject,
  { spec }: Hpa,
  book: Notebook,
  from: <T>(value: T, field: string) => From<T>,
): { min: From<number>; max: From<number> } {
  const given = fieldsOf(object.fields.spec).minReplicas;
  const absent = given === undefined || given === null;
  if (!absent) book.kept('spec.minReplicas', 'spec.replicas.min');
  book.kept('spec.maxReplicas', 'spec.replicas.max');
  const min = from(spec.minReplicas ?? 1, absent ? 'spec.minReplicas is absent: 1' : 'spec.minReplicas');
  return { min, max: from(spec.maxReplicas, 'spec.maxReplicas') };
}

function understandMetric(metric: HpaMetric, field: string, book: Notebook): readonly Metric[] {
  const law = lawOf(metric, field);
  if ('error' in law) {
    const given =
      field === 'spec.metrics' ? 'there is none, so the API server fills in the CPU of pods: ' : '';
    book.refused(field, `${given}${withoutPath(law.error.text, law.error.path)}`);
    return [];
  }
  const { name } = (metric.type === 'Object' ? metric.object : metric.external) ?? { name: '' };
  if (name === KNOWN_METRIC) {
    book.kept(field, 'the utilization, read from the engine itself');
  } else {
    book.changed(
      field,
      `the metric ${name} is taken to be the cache's utilization in percent, which is read from the engine itself; ` +
        'if it measures anything else, take the policy made of it out',
    );
  }
  return [{ type: law.by === 'value' ? 'Value' : 'AverageValue', target: law.targetMilli }];
}

/** The API server's words begin with the path, which is told beside them. */
export function withoutPath(text: string, path: string): string {
  return text.startsWith(`${path}: `) ? text.slice(path.length + 2) : text;
}
