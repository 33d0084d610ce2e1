/** Policy documents and a small set of policies for tests of the document; the real policies are tested where they live. */
import * as z from 'zod';
import type { Parts, Policy } from '../../../lib/decide/contract.ts';
import { type LoadedDocument, loadDocuments } from '../../../lib/spec/load.ts';
import { duration, positive, utilization } from '../../../lib/spec/values.ts';

/** What each sample policy builds; a test reads them back from the plan. */
export const sizer: NonNullable<Parts['sizers']>[number] = {
  policy: 'fill',
  size: ({ current }) => ({ says: 'wish', wish: current, reason: { code: 'BelowThreshold' } }),
};
const free = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY, reason: { code: 'StepFree' } };

const fill: Policy<{ up: number; label?: string | undefined }> = {
  name: 'fill',
  summary: 'a sizer',
  schema: z.strictObject({
    up: utilization().describe('How full.'),
    label: z.string().optional().describe('Any text.'),
  }),
  build: (config) => (config === undefined ? {} : { sizers: [sizer] }),
  notes: ({ up }) => (up === 100_000 ? ['fill.up 100% is hardly ever reached'] : []),
};

const rate: Policy<{ up: { pods: number; per: number }[] }> = {
  name: 'rate',
  summary: 'a limiter of every move',
  schema: z.strictObject({
    up: z
      .array(z.strictObject({ pods: positive(), per: duration() }))
      .min(1)
      .describe('So many per period.'),
  }),
  build: (config) => ({
    limiters: [{ policy: 'rate', scope: 'everything', limit: () => free }],
    window: Math.max(0, ...(config?.up ?? []).map(({ per }) => per)),
    defaults: config === undefined ? ['spec.policies.rate.up: none'] : [],
  }),
};

const rest: Policy<number> = {
  name: 'rest',
  summary: 'a limiter of what sizers wish for.',
  schema: duration(),
  build: (config) =>
    config === undefined
      ? {}
      : { limiters: [{ policy: 'rest', scope: 'readings', limit: () => free }], window: config },
};

const toggle: Policy<'enabled' | 'disabled'> = {
  name: 'toggle',
  summary: 'a word',
  schema: z.enum(['enabled', 'disabled']),
  build: (config) => {
    if (config === 'disabled') throw new Error('it does not like to be off');
    return {};
  },
};

export const samples = [fill, rate, rest, toggle] as readonly Policy[];

export interface DocumentWishes {
  readonly name?: string;
  readonly namespace?: string;
  /** The lines under `spec:`, without their indentation. */
  readonly spec?: string;
}

/** A document in block style. Its first line is `apiVersion`, its fourth `spec:`, so the lines of `spec` begin at 5. */
export function yaml({
  name = 'spark',
  namespace = 'default',
  spec = 'replicas: { max: 4 }',
}: DocumentWishes = {}): string {
  const lines = spec.split('\n').map((line) => `  ${line}`);
  return [
    'apiVersion: fluid-autoscaler.dev/v1alpha1',
    'kind: DatasetAutoscaler',
    `metadata: { name: ${name}, namespace: ${namespace} }`,
    'spec:',
    ...lines,
    '',
  ].join('\n');
}

/** The document as the design states it. */
export const DESIGN = `apiVersion: fluid-autoscaler.dev/v1alpha1
kind: DatasetAutoscaler
metadata: { name: spark, namespace: default }
spec:
  dataset: spark
  replicas: { min: 1, max: 4 }
  policies:
    threshold: { up: 90% }                      # grow when the cache is this full
    step:      { up: [{ pods: 2, per: 10m }] }  # by at most two workers in ten minutes
    cooldown:  { afterUp: 20m }                 # then leave it alone for twenty
    scaleDown: disabled
`;

/** The one document of a text that has no fault. */
export function load(text: string, registry: readonly Policy[] = samples, file = 'a.yaml'): LoadedDocument {
  const { documents, faults } = loadDocuments(text, file, registry);
  const [document] = documents;
  if (document === undefined || faults.length > 0)
    throw new Error(faults.map(({ problem }) => problem).join('; '));
  return document;
}

/** The message of the error a promise is rejected with; empty when it is not. */
export async function rejection(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => '',
    (error: Error) => error.message,
  );
}
