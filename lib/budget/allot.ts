/** What a budget gives each of its datasets. Pure: the same members in any order, the same allotments. */
import type { Allotment, BudgetUnit } from '../model/budget.ts';
import { share } from './share.ts';

/** What is to be shared out. */
export interface Purse {
  readonly name: string;
  readonly unit: BudgetUnit;
  readonly limit: number;
}

/** A dataset under a budget, as it was last looked at. Counts are workers. */
export interface Member {
  /** `namespace/name`. */
  readonly dataset: string;
  /** Higher ones come first. */
  readonly priority: number;
  /** False where it has a document and has not been looked at (since this daemon leads). */
  readonly looked: boolean;
  /** False in a dry run and a pause: it asks, and what it would be given is missing to nobody. */
  readonly acts: boolean;
  readonly current: number;
  /** Target of an intent whose outcome is not known (yet): spent. */
  readonly intent: number | null;
  /** Within its bounds; null: nobody knows, and what it has counts. */
  readonly wish: number | null;
  /** Null: nobody knows. */
  readonly bytesPerWorker: number | null;
}

/** Members of each kind that an allotment names. */
const MOST_NAMED = 3;

/** @returns one allotment a member, by dataset */
export function allot(purse: Purse, members: readonly Member[]): ReadonlyMap<string, Allotment> {
  const inOrder = [...members].sort(byPriority);
  const dearest = inOrder.reduce((most, { bytesPerWorker }) => Math.max(most, bytesPerWorker ?? 0), 0);
  const claims = inOrder.map((member) => claimOf(purse, member, dearest));
  const told = tellersOf(purse, claims);
  const allotments = new Map<string, Allotment>();
  for (const claim of claims) allotments.set(claim.dataset, (claim.acts ? told.real : told.imagined)(claim));
  return allotments;
}

type Teller = (claim: Claim) => Allotment;

/** Those that act share among themselves; one that does not is told what it would be given, were all that do not to act. */
function tellersOf(
  purse: Purse,
  claims: readonly Claim[],
): { readonly real: Teller; readonly imagined: Teller } {
  if (claims.some(({ looked }) => !looked)) {
    const wait = waiting(purse, claims);
    return { real: wait, imagined: wait };
  }
  const settled = claims.every(({ acts }) => acts)
    ? claims
    : claims.map((claim) => (claim.acts ? claim : { ...claim, asked: claim.base }));
  const real = tellerOf(purse, settled, give(purse, settled));
  const differs = claims.some(({ acts, asked, base }) => !acts && asked > base);
  return { real, imagined: differs ? tellerOf(purse, claims, give(purse, claims)) : real };
}

/** Highest priority first; of one priority by name, which is nobody's merit and always the same. */
function byPriority(a: Member, b: Member): number {
  return b.priority - a.priority || (a.dataset < b.dataset ? -1 : a.dataset > b.dataset ? 1 : 0);
}

interface Claim extends Pick<Member, 'dataset' | 'priority' | 'looked' | 'acts'> {
  /** What it has, or may have before anybody looks again, workers. */
  readonly base: number;
  readonly asked: number;
  /** Of one worker, in the budget's unit; null: unknown. */
  readonly cost: number | null;
  /** What one worker counts: its cost, or that of the dearest there is where nobody knows it. */
  readonly weight: number;
}

function claimOf({ unit }: Purse, member: Member, dearest: number): Claim {
  const { current, intent, wish, bytesPerWorker } = member;
  const base = Math.max(current, intent ?? 0);
  const { dataset, priority, looked, acts } = member;
  const cost = unit === 'workers' ? 1 : bytesPerWorker;
  const asked = Math.max(base, wish ?? 0);
  return { dataset, priority, looked, acts, base, asked, cost, weight: cost ?? dearest };
}

function takenBy({ base, weight }: Claim): number {
  return base * weight;
}

function takenByAll(claims: readonly Claim[]): number {
  let sum = 0;
  for (const claim of claims) sum += takenBy(claim);
  return sum;
}

/** Who was given how much, and what that comes to. */
interface Given {
  readonly taken: number;
  readonly sum: number;
  /** Workers by dataset, of those that may grow. */
  readonly ceilings: ReadonlyMap<string, number>;
}

/**
 * One priority after the other. Where one does not get all it asks for, lower ones get nothing: what is too little for its next
 * worker is kept for it.
 */
function give({ limit }: Purse, claims: readonly Claim[]): Given {
  const taken = takenByAll(claims);
  const ceilings = new Map<string, number>();
  let room = limit - taken;
  for (let from = 0; from < claims.length && room > 0; ) {
    const to = endOfPriority(claims, from);
    const wishers = claims.slice(from, to).filter(mayGrow);
    const need = wishers.reduce((sum, { asked, base, cost }) => sum + (asked - base) * cost, 0);
    const shares = need <= room ? wishers.map(({ asked }) => asked) : share(wishers, room);
    for (const [i, { dataset, base, cost }] of wishers.entries()) {
      const ceiling = shares[i] as number;
      if (ceiling > base) ceilings.set(dataset, ceiling);
      room -= (ceiling - base) * cost;
    }
    if (shares.some((ceiling, i) => ceiling < (wishers[i] as Claim).asked)) break;
    from = to;
  }
  return { taken, sum: ceilings.size === 0 ? taken : limit - room, ceilings };
}

function mayGrow(claim: Claim): claim is Claim & { readonly cost: number } {
  return claim.asked > claim.base && claim.cost !== null;
}

function endOfPriority(claims: readonly Claim[], from: number): number {
  const { priority } = claims[from] as Claim;
  let to = from + 1;
  while (claims[to]?.priority === priority) to++;
  return to;
}

/** Says of each what it was given, and who else has to do with that. */
function tellerOf(purse: Purse, claims: readonly Claim[], { taken, sum, ceilings }: Given): Teller {
  const ceilingOf = ({ dataset, base }: Claim) => ceilings.get(dataset) ?? base;
  const cut = crowdOf(claims.filter((claim) => claim.cost !== null && ceilingOf(claim) < claim.asked));
  const growing = crowdOf(claims.filter(({ dataset }) => ceilings.has(dataset)));
  let holders: Crowd | null = null;
  // Hardly ever asked for, and the one thing that takes long.
  const largest = () => {
    holders ??= crowdOf(byWhatTheyHave(claims));
    return holders;
  };
  const tell = tellOf(purse, taken, sum);
  return (claim) => {
    const { dataset, base, asked, cost } = claim;
    const given = ceilings.get(dataset);
    const ceiling = given ?? base;
    if (asked <= ceiling) return tell(claim, ceiling, 'given', given === undefined ? NOBODY : cut);
    if (cost === null) return tell(claim, ceiling, 'unmeasured', NOBODY);
    if (taken > purse.limit) return tell(claim, ceiling, 'overspent', largest());
    const others = growing.all.size - (given === undefined ? 0 : 1);
    if (others > 0) return tell(claim, ceiling, 'cut', growing);
    return { ...tell(claim, ceiling, 'cut', largest()), full: true };
  };
}

/** Before all have been looked at nobody knows who comes first. */
function waiting(purse: Purse, claims: readonly Claim[]): Teller {
  const taken = takenByAll(claims);
  const unseen = crowdOf(claims.filter(({ looked }) => !looked));
  const tell = tellOf(purse, taken, taken);
  return (claim) => tell(claim, claim.base, 'waiting', unseen);
}

/** One allotment, of what all have in common and what is its own. */
function tellOf({ name: budget, unit, limit }: Purse, taken: number, sum: number) {
  return ({ dataset, asked }: Claim, ceiling: number, why: Allotment['why'], crowd: Crowd): Allotment => {
    // Without the one it is told to.
    const { first, few, all } = crowd;
    const others = few.includes(dataset) ? first.filter((one) => one !== dataset) : few;
    const more = all.size - others.length - (all.has(dataset) ? 1 : 0);
    return { budget, unit, limit, taken, sum, ceiling, asked, why, others, more };
  };
}

function byWhatTheyHave(claims: readonly Claim[]): readonly Claim[] {
  const holding = claims.filter((claim) => takenBy(claim) > 0);
  return holding.sort((a, b) => takenBy(b) - takenBy(a));
}

/** Datasets of which a few are named and the others counted. */
interface Crowd {
  readonly few: readonly string[];
  /** One more, in place of the one it is told to. */
  readonly first: readonly string[];
  readonly all: ReadonlySet<string>;
}

const NOBODY: Crowd = { few: [], first: [], all: new Set() };

function crowdOf(claims: readonly Claim[]): Crowd {
  if (claims.length === 0) return NOBODY;
  const datasets = claims.map(({ dataset }) => dataset);
  const first = datasets.slice(0, MOST_NAMED + 1);
  return { few: first.slice(0, MOST_NAMED), first, all: new Set(datasets) };
}
