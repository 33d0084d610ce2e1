/** From a document to a plan: every policy asked for its parts, the parts put in their places. */
import { serialize } from 'node:v8';
import type { Parts, Policy, PolicyConfigs, Setting } from '../decide/contract.ts';
import type { Plan } from '../decide/plan.ts';
import { sourcesOf } from './given-sources.ts';
import type { ParsedDocument } from './parse.ts';

/** The rules that every dataset has look back this far (three reversals in an hour), ms. */
const SHORTEST_WINDOW_MS = 3_600_000;

/** What the policies of a document may know of it. */
export function settingOf({ document }: ParsedDocument): Setting {
  const { semantics, replicas, policies, size, workerCapacity } = document.spec;
  return {
    semantics,
    bounds: replicas,
    policies: policies as PolicyConfigs,
    ...(size === undefined ? {} : { sizeBytes: size }),
    ...(workerCapacity === undefined ? {} : { workerBytes: workerCapacity }),
  };
}

/**
 * The plan of a document: what it says itself, and what its policies make of that.
 * @throws {Error} naming the policy that could not be built
 */
export function compile(parsed: ParsedDocument, registry: readonly Policy[]): Plan {
  const { spec } = parsed.document;
  const { windowMs: longest, remembersMs, defaults, ...arranged } = arrangedFor(settingOf(parsed), registry);
  const windowMs = Math.max(SHORTEST_WINDOW_MS, spec.respect, longest);
  return {
    namespace: parsed.namespace,
    dataset: parsed.dataset,
    hash: parsed.hash,
    semantics: spec.semantics,
    mode: spec.mode,
    pause: spec.paused === undefined ? null : { ...spec.paused, until: spec.paused.until ?? null },
    ...(spec.size === undefined ? {} : { sizeBytes: spec.size }),
    respectMs: spec.respect,
    adopt: spec.adopt,
    otherAutoscalers: spec.otherAutoscalers,
    sources: sourcesOf(spec),
    intervalMs: spec.interval ?? null,
    ...arranged,
    windowMs,
    ...(remembersMs > windowMs ? { memoryMs: remembersMs } : {}),
    defaults: shared([...parsed.defaults, ...defaults]),
  };
}

/** So many lists are remembered; then it begins anew. */
const MOST_LISTS = 64;
const lists = new Map<string, readonly string[]>();

/** Lists that say the same are one. */
function shared(list: readonly string[]): readonly string[] {
  const key = list.join('\n');
  const before = lists.get(key);
  if (before !== undefined) return before;
  if (lists.size >= MOST_LISTS) lists.clear();
  lists.set(key, list);
  return list;
}

/** What policies make of a setting, whosever document it is. */
interface Arranged
  extends Pick<
    Plan,
    | 'bounds'
    | 'sizers'
    | 'claimants'
    | 'nextChanges'
    | 'crossings'
    | 'raise'
    | 'readingLimiters'
    | 'limiters'
    | 'priority'
    | 'needs'
    | 'asks'
    | 'levelsMs'
    | 'defaults'
  > {
  readonly windowMs: number;
  readonly remembersMs: number;
}

/** So many settings are remembered; then it begins anew. */
const MOST_SETTINGS = 64;
const known = new WeakMap<readonly Policy[], Map<string, Arranged>>();

/**
 * Policies are pure functions of their config and setting, so documents that say the same share what is built of it: thousands of
 * datasets mostly have a few policies between them.
 */
function arrangedFor(setting: Setting, registry: readonly Policy[]): Arranged {
  const key = keyOf(setting);
  if (key === null) return arrange(setting, registry);
  const settings = known.get(registry) ?? new Map<string, Arranged>();
  known.set(registry, settings);
  const before = settings.get(key);
  if (before !== undefined) return before;
  const arranged = arrange(setting, registry);
  if (settings.size >= MOST_SETTINGS) settings.clear();
  settings.set(key, arranged);
  return arranged;
}

/** Two settings of one key are the same; null for one that cannot be compared, as with a function in it. */
function keyOf(setting: Setting): string | null {
  try {
    return serialize(setting).toString('latin1');
  } catch {
    return null;
  }
}

/**
 * Every policy of the registry is asked, also those the document does not name: they may have defaults to add.
 * Limiters keep the registry's order; it matters for the explanation only.
 */
function arrange(setting: Setting, registry: readonly Policy[]): Arranged {
  const parts = registry.map((policy) => partsOf(policy, setting));
  const limiters = parts.flatMap((part) => part.limiters ?? []);
  const raise = parts.find((part) => part.raise !== undefined)?.raise;
  const crossings = parts.flatMap(({ crossings: told }) => (told === undefined ? [] : [told]));
  const asks = parts.flatMap((part) => part.asks ?? []);
  return {
    bounds: setting.bounds,
    sizers: parts.flatMap((part) => part.sizers ?? []),
    claimants: parts.flatMap((part) => part.claimants ?? []),
    nextChanges: parts.flatMap(({ nextChange }) => (nextChange === undefined ? [] : [nextChange])),
    ...(crossings.length === 0 ? {} : { crossings }),
    ...(raise === undefined ? {} : { raise }),
    readingLimiters: limiters.filter(({ scope }) => scope === 'readings'),
    limiters: limiters.filter(({ scope }) => scope === 'everything'),
    priority: parts.find(({ priority }) => priority !== undefined)?.priority ?? 0,
    needs: new Set(parts.flatMap((part) => part.needs ?? [])),
    ...(asks.length === 0 ? {} : { asks }),
    ...levelsOf(parts),
    windowMs: Math.max(0, ...parts.map((part) => part.window ?? 0)),
    remembersMs: Math.max(0, ...parts.map((part) => part.remembers ?? 0)),
    defaults: parts.flatMap((part) => part.defaults ?? []),
  };
}

/** The longest of what its parts ask for. */
function levelsOf(parts: readonly Parts[]): Pick<Plan, 'levelsMs'> {
  const asked = parts.flatMap(({ levels }) => (levels === undefined ? [] : [levels]));
  return asked.length === 0 ? {} : { levelsMs: Math.max(...asked) };
}

function partsOf(policy: Policy, setting: Setting): Parts {
  try {
    return policy.build(setting.policies[policy.name], setting);
  } catch (error) {
    throw new Error(`policy ${policy.name} cannot be built: ${(error as Error).message}`, { cause: error });
  }
}
