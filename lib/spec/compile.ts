/** From a document to a plan: every policy asked for its parts, the parts put in their places. */
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
 * Every policy of the registry is asked, also those the document does not name: they may have defaults to add.
 * Limiters keep the registry's order; it matters for the explanation only.
 * @throws {Error} naming the policy that could not be built
 */
export function compile(parsed: ParsedDocument, registry: readonly Policy[]): Plan {
  const { spec } = parsed.document;
  const setting = settingOf(parsed);
  const parts = registry.map((policy) => partsOf(policy, setting));
  const limiters = parts.flatMap((part) => part.limiters ?? []);
  const raise = parts.find((part) => part.raise !== undefined)?.raise;
  const windowMs = Math.max(SHORTEST_WINDOW_MS, spec.respect, ...parts.map((part) => part.window ?? 0));
  const memoryMs = Math.max(0, ...parts.map((part) => part.remembers ?? 0));
  const crossings = parts.flatMap(({ crossings: told }) => (told === undefined ? [] : [told]));
  const asks = parts.flatMap((part) => part.asks ?? []);
  return {
    namespace: parsed.namespace,
    dataset: parsed.dataset,
    hash: parsed.hash,
    semantics: spec.semantics,
    mode: spec.mode,
    pause: spec.paused === undefined ? null : { ...spec.paused, until: spec.paused.until ?? null },
    bounds: spec.replicas,
    ...(spec.size === undefined ? {} : { sizeBytes: spec.size }),
    respectMs: spec.respect,
    adopt: spec.adopt,
    otherAutoscalers: spec.otherAutoscalers,
    sources: sourcesOf(spec),
    intervalMs: spec.interval ?? null,
    sizers: parts.flatMap((part) => part.sizers ?? []),
    claimants: parts.flatMap((part) => part.claimants ?? []),
    nextChanges: parts.flatMap(({ nextChange }) => (nextChange === undefined ? [] : [nextChange])),
    ...(crossings.length === 0 ? {} : { crossings }),
    ...(raise === undefined ? {} : { raise }),
    readingLimiters: limiters.filter(({ scope }) => scope === 'readings'),
    limiters: limiters.filter(({ scope }) => scope === 'everything'),
    priority: parts.find(({ priority }) => priority !== undefined)?.priority ?? 0,
    needs: new Set(parts.flatMap((part) => part.needs ?? [])),
    windowMs,
    ...(memoryMs > windowMs ? { memoryMs } : {}),
    ...(asks.length === 0 ? {} : { asks }),
    ...levelsOf(parts),
    defaults: [...parsed.defaults, ...parts.flatMap((part) => part.defaults ?? [])],
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
