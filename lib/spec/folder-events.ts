/** What changed between two states of a policy folder. */
import { budgetRefusal, fileFaults, refusal, sourceFault } from './folder-faults.ts';
import type { Candidate, Documented, FolderEvent, FolderState } from './folder-state.ts';

type Title = (file: string) => string;

/** Removals first, then what came or changed, then refusals, faults and what healed. */
export function eventsBetween(before: FolderState, after: FolderState, title: Title): readonly FolderEvent[] {
  return [
    ...documentEvents(before, after),
    ...budgetEvents(before, after),
    ...refusals(before, after, title),
    ...sourceEvents(before, after, title),
    ...fileEvents(before, after, title),
  ];
}

function documentEvents(before: FolderState, after: FolderState): readonly FolderEvent[] {
  const [gone, here]: [FolderEvent[], FolderEvent[]] = [[], []];
  const announced = (key: string) => (before.unannounced.has(key) ? undefined : before.inForce.get(key));
  for (const key of before.inForce.keys()) {
    const entry = announced(key);
    if (entry !== undefined && !after.inForce.has(key)) gone.push({ type: 'removed', entry });
  }
  for (const [key, entry] of after.inForce) {
    const last = announced(key);
    if (last === undefined) here.push({ type: 'added', entry });
    else if (last.plan.hash !== entry.plan.hash) here.push({ type: 'changed', entry, before: last });
  }
  return [...gone, ...here];
}

/** All budgets are handed on together, so that it is enough to know that one of them is another now. */
function budgetEvents(before: FolderState, after: FolderState): readonly FolderEvent[] {
  const known = ({ budgets, unannounced }: FolderState) =>
    [...budgets.values()]
      .filter(({ key }) => !unannounced.has(key))
      .map(({ key, plan }) => `${key} ${plan.hash}`);
  return known(before).join() === known(after).join() ? [] : [{ type: 'budgets' }];
}

/** What tells one refused document from another. */
export function mark({ file, document }: Candidate<Documented>): string {
  return `${document.key} ${file} ${document.hash}`;
}

function refusals(before: FolderState, after: FolderState, title: Title): readonly FolderEvent[] {
  const known = new Set([...before.refused, ...before.refusedBudgets].map(mark));
  const isFresh = (each: Candidate<Documented>) => !known.has(mark(each));
  const faults = [
    ...after.refused.filter(isFresh).map((each) => refusal(each, after, title)),
    ...after.refusedBudgets.filter(isFresh).map((each) => budgetRefusal(each, after, title)),
  ];
  return faults.map((fault) => ({ type: 'refused', fault }));
}

/** A source as a whole: the folder, or the cluster's objects. */
function sourceEvents(before: FolderState, after: FolderState, title: Title): readonly FolderEvent[] {
  const events: FolderEvent[] = [];
  for (const [source, { problem }] of after.blocked) {
    if (before.blocked.get(source)?.problem === problem) continue;
    events.push({ type: 'faulty', file: source, faults: sourceFault(after, source, title) });
  }
  for (const source of before.blocked.keys()) {
    if (!after.blocked.has(source)) events.push({ type: 'healed', file: source });
  }
  return events;
}

function fileEvents(before: FolderState, after: FolderState, title: Title): readonly FolderEvent[] {
  const events: FolderEvent[] = [];
  for (const [file, { loaded, faultySince }] of after.files) {
    const fresh = loaded !== before.files.get(file)?.loaded;
    if (faultySince !== null && fresh)
      events.push({ type: 'faulty', file, faults: fileFaults(after, file, title) });
  }
  for (const [file, { faultySince }] of before.files) {
    const healed = faultySince !== null && (after.files.get(file)?.faultySince ?? null) === null;
    if (healed) events.push({ type: 'healed', file });
  }
  return events;
}
