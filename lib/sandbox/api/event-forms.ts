/** The Events of events.k8s.io/v1 are those of the core group: one object, some of whose fields have another name there. */
import { isObject, type JsonObject } from './json.ts';

const GROUP = '/apis/events.k8s.io/v1/';
const VERSION = 'events.k8s.io/v1';

/** There, and in the core group (k8s.io/kubernetes/pkg/apis/events/v1/conversion.go). */
const NAMES: readonly (readonly [there: string, core: string])[] = [
  ['regarding', 'involvedObject'],
  ['note', 'message'],
  ['reportingController', 'reportingComponent'],
  ['deprecatedSource', 'source'],
  ['deprecatedFirstTimestamp', 'firstTimestamp'],
  ['deprecatedLastTimestamp', 'lastTimestamp'],
  ['deprecatedCount', 'count'],
];

/** Where the core group has what this path names; null when it is of another group. */
export function coreEventPath(path: string): string | null {
  return path.startsWith(GROUP) ? `/api/v1/${path.slice(GROUP.length)}` : null;
}

/** A body sent there, as the core group has it; a patch has no apiVersion and gets none. */
export function toCoreEvent(body: unknown): unknown {
  if (!isObject(body)) return body;
  const version = body.apiVersion === VERSION ? { apiVersion: 'v1' } : {};
  return { ...renamed(body, NAMES), ...version };
}

/** An answer of the core group, as it reads there; anything but an Event stays as it is. */
export function fromCoreEvent(answer: JsonObject): JsonObject {
  if (answer.kind !== 'Event') return answer;
  const back = NAMES.map(([there, core]) => [core, there] as const);
  return { ...renamed(answer, back), apiVersion: VERSION };
}

function renamed(object: JsonObject, names: readonly (readonly [string, string])[]): JsonObject {
  const given = new Map(names);
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [given.get(name) ?? name, value]));
}
