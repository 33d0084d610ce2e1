/** What the demo plays for each kind where it is not the article's document: only what that kind needs differs. Pure. */
import type { Allowance } from '../../model/allowance.ts';
import { formatSize } from '../../units/size.ts';
import type { RuntimeName } from '../kinds/contract.ts';

/** What is known only when the stage is set. */
export interface StageFacts {
  /** Address of the exporter beside the runtime, where there is one. */
  readonly page: string | null;
  /** Virtual instant at which the demo begins, ms. */
  readonly began: number;
}

/** What the daemon must be allowed on each kind. */
const ALLOWED: Partial<Record<RuntimeName, readonly Allowance[]>> = {
  cache: ['exec', 'cacheruntimes'],
  juicefs: ['exec'],
  thin: ['statefulsets'],
};

export function allowedOn(runtime: RuntimeName): ReadonlySet<Allowance> {
  return new Set(ALLOWED[runtime] ?? []);
}

/** The window opens at a full minute, so much after the demo at least: time to see that the threshold is blind. */
const WINDOW_AFTER_MS = 60_000;
const MINUTE_MS = 60_000;

/** Where the exporter's figures are on its page. */
const JSON_PAGE = [
  'json: { used: /cache/usedBytes, capacity: /cache/capacityBytes, workers: /cache/workers }',
  'live: true  # made when it is asked for',
];
const METRICS_PAGE = [
  'metrics: { used: cache_used_bytes, capacity: cache_capacity_bytes, workers: cache_workers }',
];

/** @returns null where the article's document is played as it is */
export function documentFor(runtime: RuntimeName, sizeBytes: number): ((facts: StageFacts) => string) | null {
  const size = `size: ${formatSize(sizeBytes)}  # nobody else says how large the dataset is`;
  switch (runtime) {
    case 'cache':
      return () => documentText([size]);
    case 'efc':
    case 'thin':
      return ({ page }) => documentText([size, ...sourceLines(page, JSON_PAGE)]);
    case 'vineyard':
      return ({ page }) => documentText([size, ...sourceLines(page, METRICS_PAGE)]);
    case 'juicefs-community':
      return ({ began }) => documentText([], [windowLine(began)]);
    default:
      return null;
  }
}

function documentText(spec: readonly string[], policies: readonly string[] = []): string {
  return `apiVersion: fluid-autoscaler.dev/v1alpha1
kind: DatasetAutoscaler
metadata: { name: spark, namespace: default }
spec:
  dataset: spark
  replicas: { min: 1, max: 4 }
${spec.map((line) => `  ${line}\n`).join('')}  policies:
    threshold: { up: 90% }
    step:      { up: [{ pods: 2, per: 10m }] }
    cooldown:  { afterUp: 20m }
${policies.map((line) => `    ${line}\n`).join('')}    scaleDown: disabled
`;
}

function sourceLines(page: string | null, form: readonly string[]): string[] {
  return ['sources:', '  - http:', ...[`url: ${page}`, ...form].map((line) => `      ${line}`)];
}

/** A window of an hour with three workers, at the first full minute that is far enough away. */
function windowLine(began: number): string {
  const opens = new Date(Math.ceil((began + WINDOW_AFTER_MS) / MINUTE_MS) * MINUTE_MS);
  const cron = `${opens.getUTCMinutes()} ${opens.getUTCHours()} * * *`;
  return `schedule:  [{ name: people, start: ${cron}, duration: 1h, zone: UTC, atLeast: 3 }]`;
}
