/** Which adapter plays a case: by the function it names, else by the file. What the tables' README does not name is skipped. */
import type { Adapter } from './adapters/adapter.ts';
import {
  cronActivation,
  cronNext,
  cronParse,
  excludeDates,
  kedaMetadata,
  kedaWindow,
} from './adapters/cron.ts';
import { behaviorDefaults, validateBehaviorCases } from './adapters/documents.ts';
import { storeEvents } from './adapters/events.ts';
import { rateLimit, scaleDownLimit, scaleUpLimit } from './adapters/limits.ts';
import { averageValue, objectValue } from './adapters/metric.ts';
import { stabilizeBehavior, stabilizeLegacy } from './adapters/stabilize.ts';
import { budgetWindow } from './adapters/windows.ts';
import type { Case } from './case.ts';

const FUNCTIONS = {
  objectValue,
  averageValue,
  stabilizeBehavior,
  stabilizeLegacy,
  rateLimit,
  scaleUpLimit,
  scaleDownLimit,
  storeEvents,
  behaviorDefaults,
  validateBehavior: validateBehaviorCases,
  cronActivation,
  cronNext,
  cronParse,
  excludeDates,
  kedaMetadata,
  kedaWindow,
  budgetWindow,
} as const satisfies Record<string, Adapter>;

export type FunctionName = keyof typeof FUNCTIONS;

const FILES: Readonly<Record<string, (testCase: Case) => FunctionName>> = {
  'hpa-replica-calc-object.json': ({ input }) =>
    /AverageValue$/.test(String(input.metricKind)) ? 'averageValue' : 'objectValue',
  'hpa-stabilize-with-behavior.json': () => 'stabilizeBehavior',
  'hpa-scaling-with-rules.json': () => 'rateLimit',
  'hpa-policy-limits-min.json': ({ name }) => (/down/i.test(name) ? 'scaleDownLimit' : 'scaleUpLimit'),
  'hpa-store-scale-events.json': () => 'storeEvents',
  'hpa-behavior-defaults.json': () => 'behaviorDefaults',
  'hpa-validate-behavior.json': () => 'validateBehavior',
  'cron-robfig-v3-activation.json': () => 'cronActivation',
  'cron-robfig-v3-next.json': () => 'cronNext',
  'cron-robfig-v3-parse.json': () => 'cronParse',
  'cron-cronhpa-lib-activation.json': () => 'cronActivation',
  'cron-cronhpa-lib-next.json': () => 'cronNext',
  'cron-cronhpa-lib-parse.json': () => 'cronParse',
  'cron-cronhpa-excludedates-derived.json': () => 'excludeDates',
  'cron-keda-metadata.json': () => 'kedaMetadata',
  'cron-keda-window.json': () => 'kedaWindow',
  'cron-karpenter-budgets.json': () => 'budgetWindow',
};

/** The function a case is about, or why it is not played. */
export function functionOf(testCase: Case): FunctionName | { readonly skipped: string } {
  const { file, function: named } = testCase;
  if (named !== null) {
    if (Object.hasOwn(FUNCTIONS, named)) return named as FunctionName;
    return { skipped: `the tables' README names no function ${named}` };
  }
  const choose = FILES[file];
  if (choose !== undefined) return choose(testCase);
  if (file.startsWith('cron-')) return { skipped: 'belongs to schedules' };
  return { skipped: "the tables' README does not name this file" };
}

export function adapterOf(name: FunctionName): Adapter {
  return FUNCTIONS[name];
}
