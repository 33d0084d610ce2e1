/**
 * What a document allows now: `replicas`, and what a person's override, schedule windows and idleness make of it (design,
 * section 2). One place for the order of precedence.
 */
import type { Decision } from '../model/decision.ts';
import type { Bounds, Claim, Claimant, Context } from './contract.ts';
import { personsClaimants } from './control.ts';
import type { Plan } from './plan.ts';

/** A claim with the policy that made it. */
export interface Claimed extends Claim {
  readonly by: string;
}

/** Bounds that are not those of `replicas`, and who made them so. */
export interface InForce {
  readonly bounds: Bounds;
  /** All claims that hold now, the deciding ones and those that others outdo, in order of precedence. */
  readonly claims: readonly Claimed[];
  /** The claim that `bounds.min` is of, or null: it is of `replicas`. */
  readonly low: Claimed | null;
  /** The same for `bounds.max`. */
  readonly high: Claimed | null;
  /** A person said where the count is to be; nothing else claims. */
  readonly override: boolean;
  /** The claim that says whether the cache may shrink, or null: `policies.scaleDown` does. */
  readonly shrinking: Claimed | null;
}

/** @returns null where nothing is claimed: then `replicas` are the bounds */
export function boundsInForce(plan: Plan, context: Context): InForce | null {
  const { bounds } = plan;
  const { control } = context.observation;
  const claimants =
    control === undefined ? plan.claimants : [...personsClaimants(control), ...plan.claimants];
  if (claimants.length === 0) return null;
  const overrides = claimsOf('override', claimants, context);
  const windows = claimsOf('window', claimants, context);
  if (overrides.length > 0) {
    return { ...settle(bounds, overrides, overrides, [], true), shrinking: shrinkingOf(windows) };
  }
  const idle = claimsOf('idle', claimants, context);
  if (windows.length + idle.length === 0) return null;
  const replacing = windows.filter(({ replaces }) => replaces);
  return settle(bounds, replacing, windows, idle, false);
}

function claimsOf(
  rank: Claimant['rank'],
  claimants: readonly Claimant[],
  context: Context,
): readonly Claimed[] {
  const all: Claimed[] = [];
  for (const claimant of claimants) {
    if (claimant.rank !== rank) continue;
    for (const claim of claimant.claim(context)) all.push(claimedBy(claimant.policy, claim));
  }
  return all;
}

/** A window claims the same, as the same object, at every look while it holds. */
const known = new WeakMap<Claim, Claimed>();

function claimedBy(by: string, claim: Claim): Claimed {
  const before = known.get(claim);
  if (before?.by === by) return before;
  const claimed = { by, ...claim };
  known.set(claim, claimed);
  return claimed;
}

/** The bounds that a decision was taken within, as its ladder tells; those of `replicas` where there is no decision. */
export function boundsShown(plan: Plan, decision: Pick<Decision, 'rungs'> | null): Bounds {
  const rung = decision?.rungs.findLast(({ by }) => by === 'bounds');
  return { min: rung?.low ?? plan.bounds.min, max: rung?.high ?? plan.bounds.max };
}

/**
 * The highest of what is *at least* wanted, the lowest of what is *at most* wanted; where they cross, *at least* wins.
 * @param replacing those of `claims` that take the place of `replicas`
 * @param idle lower the ceiling, and only an *at least* of `claims` outdoes that
 */
function settle(
  { min, max }: Bounds,
  replacing: readonly Claimed[],
  claims: readonly Claimed[],
  idle: readonly Claimed[],
  override: boolean,
): InForce {
  const replaced = replacing.length > 0;
  const ground = replaced ? { min: 0, max: Number.MAX_SAFE_INTEGER } : { min, max };
  let low = highestMin(claims, { at: ground.min, by: null });
  let high = lowestMax(claims, { at: ground.max, by: null });
  const asleep = lowestMax(idle, high);
  if (asleep !== high) {
    high = asleep;
    if (low.by === null && low.at > high.at) low = high;
  }
  // Idleness also raises the floor while it gives back what it took.
  low = highestMin(
    idle.map((one) => notPast(one, high.at)),
    low,
  );
  if (low.at > high.at) high = low;
  return {
    bounds: { min: low.at, max: high.at },
    claims: [...claims, ...idle],
    low: low.by,
    high: high.by,
    override,
    shrinking: shrinkingOf(claims),
  };
}

/** No shrink on doubt: of windows that contradict each other the one that forbids it wins. */
function shrinkingOf(claims: readonly Claimed[]): Claimed | null {
  const said = claims.filter(({ scaleDown }) => scaleDown !== undefined);
  return said.find(({ scaleDown }) => scaleDown === 'disabled') ?? said[0] ?? null;
}

/** What idleness gives back it gives back as far as is allowed now: `replicas` and windows may say less than they did. */
function notPast(claim: Claimed, most: number): Claimed {
  return claim.min !== undefined && claim.min > most ? { ...claim, min: most } : claim;
}

interface Edge {
  readonly at: number;
  readonly by: Claimed | null;
}

function highestMin(claims: readonly Claimed[], from: Edge): Edge {
  let edge = from;
  for (const by of claims) if (by.min !== undefined && by.min > edge.at) edge = { at: by.min, by };
  return edge;
}

function lowestMax(claims: readonly Claimed[], from: Edge): Edge {
  let edge = from;
  for (const by of claims) if (by.max !== undefined && by.max < edge.at) edge = { at: by.max, by };
  return edge;
}
