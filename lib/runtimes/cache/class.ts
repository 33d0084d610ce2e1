import type { Looked } from '../../kube/lookup.ts';
import type { DatasetObjects, KubeObject } from '../../kube/objects.ts';
import type { Reason } from '../../model/observation.ts';
import { pick, pickList, pickText } from '../fields.ts';

export const CLASSES = {
  group: 'data.fluid.io',
  version: 'v1alpha1',
  plural: 'cacheruntimeclasses',
} as const;

/** How a cache of this class is asked how full it is. */
export interface ReportCommand {
  readonly pod: string;
  readonly container: string;
  readonly command: readonly string[];
  /** What the class allows it, ms; null: it does not say. */
  readonly timeoutMs: number | null;
}

const MOST_WORDS = 64;
const MOST_CHARACTERS = 4_096;

/**
 * The class's report command, and where Fluid runs it: in the first master where the class has masters and the runtime has not
 * switched them off, else in the first worker; in the first container of its template (fluid pkg/ddc/cache/engine).
 */
export function reportCommand(
  { name, runtime }: DatasetObjects,
  runtimeClass: KubeObject,
): ReportCommand | Reason {
  const { name: className } = runtimeClass.metadata;
  const topology = pick(runtimeClass, 'topology');
  const masters = pick(topology, 'master');
  const hasMaster = typeof masters === 'object' && masters !== null;
  const component = hasMaster && pick(runtime, 'spec', 'master', 'disabled') !== true ? 'master' : 'worker';
  const entry = pick(topology, component, 'executionEntries', 'reportSummary');
  const command = pickList(entry, 'command');
  const numbers = { class: className, component };
  if (command.length === 0) return { code: 'ClassNoReport', numbers };
  const words = command.filter((word) => typeof word === 'string');
  const characters = words.reduce((sum, word) => sum + word.length, 0);
  if (words.length !== command.length || words.length > MOST_WORDS || characters > MOST_CHARACTERS)
    return { code: 'ClassBadReport', numbers };
  const [first] = pickList(topology, component, 'template', 'spec', 'containers');
  const container = pickText(first, 'name');
  if (container === null) return { code: 'ClassNoContainer', numbers };
  const timeoutMs = secondsOf(pick(entry, 'timeout'));
  return { pod: `${name}-${component}-0`, container, command: words, timeoutMs };
}

/** Why the class is not there to look at. */
export function withoutClass(
  name: string,
  { status, text }: Exclude<Looked, { object: KubeObject }>,
): Reason {
  const numbers = { class: name, text };
  if (status === 403) return { code: 'ClassForbidden', numbers };
  return status === 404 ? { code: 'ClassMissing', numbers } : { code: 'ClassUnreadable', numbers };
}

function secondsOf(timeout: unknown): number | null {
  return typeof timeout === 'number' && Number.isFinite(timeout) && timeout > 0 ? timeout * 1_000 : null;
}
