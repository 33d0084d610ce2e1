/** The part of validation that is about metrics: exactly one source, the one `type` names, with a target that fits it. */
import { type FieldError, forbidden, invalid, notSupported, required } from './field-errors.ts';
import {
  METRIC_SOURCES,
  type Metric,
  type MetricSource,
  type MetricSourceName,
  type MetricTarget,
} from './types.ts';
import { validateReference, validateSegment } from './validate-names.ts';

const TYPES: Readonly<Record<string, MetricSourceName>> = {
  ContainerResource: 'containerResource',
  External: 'external',
  Object: 'object',
  Pods: 'pods',
  Resource: 'resource',
};

export function validateMetrics(metrics: readonly Metric[], path: string, min: number | null): FieldError[] {
  const errors = metrics.flatMap((metric, index) => validateMetric(metric, `${path}[${index}]`));
  const canWake = metrics.some(({ type }) => type === 'Object' || type === 'External');
  if (min !== 0 || canWake) return errors;
  const detail = 'must specify at least one Object or External metric to support scaling to zero replicas';
  return [...errors, forbidden(path, detail)];
}

function validateMetric(metric: Metric, path: string): FieldError[] {
  const { type } = metric;
  const expected = TYPES[type];
  const unknown = expected === undefined ? [notSupported(`${path}.type`, type, Object.keys(TYPES))] : [];
  const missing = type === '' ? [required(`${path}.type`, 'must specify a metric source type')] : [];
  const present = METRIC_SOURCES.filter((name) => metric[name] !== null);
  const errors = [...missing, ...unknown];
  const [first] = present;
  const source = first === undefined ? null : metric[first];
  if (first !== undefined && source !== null)
    errors.push(...validateSource(first, source, `${path}.${first}`));
  if (expected === undefined) errors.push(...unknown);
  else if (metric[expected] === null) {
    errors.push(required(`${path}.${expected}`, 'must populate information for the given metric source'));
  }
  if (present.length > 1) {
    const others = present.filter((name) => name !== expected);
    errors.push(
      ...others.map((name) => forbidden(`${path}.${name}`, 'must populate the given metric source only')),
    );
  }
  return errors;
}

function validateSource(kind: MetricSourceName, source: MetricSource, path: string): FieldError[] {
  const targetPath = `${path}.target`;
  return [
    ...validateIdentity(kind, source, path),
    ...validateTarget(source.target, targetPath),
    ...SUITS[kind](source.target, targetPath),
  ];
}

function validateIdentity(kind: MetricSourceName, source: MetricSource, path: string): FieldError[] {
  if (kind === 'resource' || kind === 'containerResource') {
    const errors = source.name === '' ? [required(`${path}.name`, 'must specify a resource name')] : [];
    const nowhere = kind === 'containerResource' && source.container === '';
    return nowhere ? [...errors, required(`${path}.container`, 'must specify a container')] : errors;
  }
  const object = source.describedObject ?? { apiVersion: '', kind: '', name: '' };
  return [
    ...(kind === 'object' ? validateReference(object, `${path}.describedObject`) : []),
    ...validateSegment(source.name, `${path}.metric.name`, 'must specify a metric name'),
  ];
}

function validateTarget(target: MetricTarget, path: string): FieldError[] {
  const { type, value, averageValue, averageUtilization } = target;
  const errors: FieldError[] = [];
  if (type === '') errors.push(required(`${path}.type`, 'must specify a metric target type'));
  if (!['Utilization', 'Value', 'AverageValue'].includes(type)) {
    errors.push(invalid(`${path}.type`, type, 'must be either Utilization, Value, or AverageValue'));
  }
  if (value !== null && value.nano <= 0n)
    errors.push(invalid(`${path}.value`, value.text, 'must be positive'));
  if (averageValue !== null && averageValue.nano <= 0n) {
    errors.push(invalid(`${path}.averageValue`, averageValue.text, 'must be positive'));
  }
  if (averageUtilization !== null && averageUtilization < 1) {
    errors.push(invalid(`${path}.averageUtilization`, averageUtilization, 'must be greater than 0'));
  }
  return errors;
}

type Suits = (target: MetricTarget, path: string) => FieldError[];

/** Which fields of the target each source needs, and which exclude each other. */
const SUITS: Readonly<Record<MetricSourceName, Suits>> = {
  object: ({ value, averageValue }, path) =>
    value === null && averageValue === null
      ? [required(`${path}.averageValue`, 'must set either a target value or averageValue')]
      : [],
  external: ({ value, averageValue }, path) => {
    if (value === null && averageValue === null) {
      return [
        required(`${path}.averageValue`, 'must set either a target value for metric or a per-pod target'),
      ];
    }
    const both = value !== null && averageValue !== null;
    return both
      ? [forbidden(`${path}.value`, 'may not set both a target value for metric and a per-pod target')]
      : [];
  },
  pods: ({ averageValue }, path) =>
    averageValue === null
      ? [required(`${path}.averageValue`, 'must specify a positive target averageValue')]
      : [],
  resource: rawOrUtilization,
  containerResource: rawOrUtilization,
};

function rawOrUtilization({ averageValue, averageUtilization }: MetricTarget, path: string): FieldError[] {
  if (averageValue === null && averageUtilization === null) {
    return [
      required(`${path}.averageUtilization`, 'must set either a target raw value or a target utilization'),
    ];
  }
  const both = averageValue !== null && averageUtilization !== null;
  return both
    ? [forbidden(`${path}.averageValue`, 'may not set both a target raw value and a target utilization')]
    : [];
}
