/** The form of an HPA document, as the API server decodes it: absent and null are the same, unknown fields are faults. */
import * as z from 'zod';
import { parseQuantity, type Quantity } from './quantity.ts';
import type { Metric, MetricSource } from './types.ts';

const int32 = () => z.int32({ error: 'must be a whole number of 32 bits' });
const text = () =>
  z
    .string({ error: 'must be text' })
    .nullish()
    .transform((value) => value ?? '');

const quantity = () =>
  z
    .union([z.string(), z.number()], { error: 'must be a quantity such as 90, 0.1 or 100m' })
    .transform((value, context): Quantity => {
      const parsed = parseQuantity(value);
      if (parsed !== null) return parsed;
      context.addIssue({ code: 'custom', message: 'must be a quantity such as 90, 0.1 or 100m' });
      return z.NEVER;
    });

/** An absent optional field is null. */
const optional = <T extends z.ZodType>(schema: T) =>
  schema.nullish().transform((value) => (value ?? null) as z.output<T> | null);
/** An absent number is 0, as in the API server. */
const number = () =>
  int32()
    .nullish()
    .transform((value) => value ?? 0);

const reference = z.strictObject({ apiVersion: text(), kind: text(), name: text() });
const noReference = { apiVersion: '', kind: '', name: '' };

const target = z.strictObject({
  type: text(),
  value: optional(quantity()),
  averageValue: optional(quantity()),
  averageUtilization: optional(int32()),
});
const noTarget = { type: '', value: null, averageValue: null, averageUtilization: null };

/** `selector` narrows which series are read; it does not change how the number is used. */
const metric = z.strictObject({ name: text(), selector: z.unknown().optional() });
const named = { metric: metric.nullish(), target: target.nullish() };

interface RawSource {
  readonly describedObject?: z.output<typeof reference> | null | undefined;
  readonly metric?: { readonly name: string } | null | undefined;
  readonly name?: string | undefined;
  readonly container?: string | undefined;
  readonly target?: z.output<typeof target> | null | undefined;
}

const source = <T extends z.ZodType<RawSource>>(schema: T) =>
  schema.nullish().transform((raw: RawSource | null | undefined): MetricSource | null =>
    raw === null || raw === undefined
      ? null
      : {
          describedObject: raw.describedObject ?? null,
          name: raw.metric?.name ?? raw.name ?? '',
          container: raw.container ?? '',
          target: raw.target ?? noTarget,
        },
  );

const metrics: z.ZodType<Metric> = z.strictObject({
  type: text(),
  object: source(z.strictObject({ ...named, describedObject: reference.nullish() })),
  external: source(z.strictObject(named)),
  pods: source(z.strictObject(named)),
  resource: source(z.strictObject({ name: text(), target: target.nullish() })),
  containerResource: source(z.strictObject({ name: text(), container: text(), target: target.nullish() })),
});

const policy = z.strictObject({ type: text(), value: number(), periodSeconds: number() });

export const scalingRules = z.strictObject({
  stabilizationWindowSeconds: optional(int32()),
  selectPolicy: optional(z.string({ error: 'must be text' })),
  policies: optional(z.array(policy, { error: 'must be a list' })),
  tolerance: optional(quantity()),
});

export const behavior = z.strictObject({
  scaleUp: optional(scalingRules),
  scaleDown: optional(scalingRules),
});

const spec = z.strictObject(
  {
    scaleTargetRef: reference.nullish().transform((value) => value ?? noReference),
    minReplicas: optional(int32()),
    maxReplicas: number(),
    metrics: z
      .array(metrics, { error: 'must be a list' })
      .nullish()
      .transform((value) => value ?? []),
    behavior: optional(behavior),
  },
  { error: 'must be a mapping' },
);

/** The whole document. What `metadata` and `status` hold besides the name decides nothing. */
export const document = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: text(), namespace: text() }, { error: 'must be a mapping' }),
  spec,
});
