/** `autoscaling/v1`: what it cannot say stands in annotations, as JSON. Made into the object of `autoscaling/v2` that it is. */
import { type Fields, fieldsOf, isFields, type SourceObject } from './object.ts';

const METRICS = 'autoscaling.alpha.kubernetes.io/metrics';
const BEHAVIOR = 'autoscaling.alpha.kubernetes.io/behavior';

export const V1_FIELDS = {
  metrics: `metadata.annotations.${METRICS}`,
  behavior: `metadata.annotations.${BEHAVIOR}`,
  cpu: 'spec.targetCPUUtilizationPercentage',
} as const;

export interface AsV2 {
  readonly fields: Fields;
  /** The field of the object in which each metric stands, in the order of the metrics. */
  readonly metrics: readonly string[];
}

/** @throws {Error} naming an annotation that is no JSON of its form */
export function asV2({ fields }: SourceObject): AsV2 {
  const { targetCPUUtilizationPercentage: cpu, ...spec } = fieldsOf(fields.spec);
  const annotations = fieldsOf(fieldsOf(fields.metadata).annotations);
  const listed = json(annotations[METRICS], METRICS);
  if (listed !== undefined && !Array.isArray(listed)) throw new Error(`${METRICS} is no list`);
  const behavior = json(annotations[BEHAVIOR], BEHAVIOR);
  const metrics = (listed ?? []).map((metric: unknown) => metricAsV2(fieldsOf(metric)));
  const where = metrics.map(() => V1_FIELDS.metrics as string);
  if (typeof cpu === 'number') {
    const target = { type: 'Utilization', averageUtilization: cpu };
    metrics.push({ type: 'Resource', resource: { name: 'cpu', target } });
    where.push(V1_FIELDS.cpu);
  }
  const full = { ...spec, metrics, ...(behavior === undefined ? {} : { behavior }) };
  return { fields: { ...fields, apiVersion: 'autoscaling/v2', spec: full }, metrics: where };
}

function json(text: unknown, name: string): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(String(text));
  } catch {
    throw new Error(`${name} is no JSON`);
  }
}

/** The annotation has the fields of `autoscaling/v2beta1`. */
function metricAsV2(metric: Fields): Fields {
  const { type } = metric;
  const key = Object.keys(metric).find((name) => isFields(metric[name])) ?? '';
  const {
    target,
    metricName,
    name,
    targetValue,
    averageValue,
    targetAverageValue,
    targetAverageUtilization,
  } = fieldsOf(metric[key]);
  const average = averageValue ?? targetAverageValue;
  const goal =
    targetAverageUtilization !== undefined
      ? { type: 'Utilization', averageUtilization: targetAverageUtilization }
      : average !== undefined
        ? { type: 'AverageValue', averageValue: average }
        : { type: 'Value', value: targetValue };
  const described = isFields(target) ? { describedObject: target } : {};
  const source = metricName === undefined ? { name } : { metric: { name: metricName } };
  return { type, [key]: { ...source, ...described, target: goal } };
}
