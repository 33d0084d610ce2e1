/** Which data operations bring data now, or so soon that the cache must grow for them. */
import type { Context, NextChange } from '../../lib/decide/contract.ts';
import type { Task } from '../../lib/model/observation.ts';
import { formatInstant } from '../../lib/units/instant.ts';
import type { Lead } from './lead.ts';
import type { NextRun } from './runs.ts';

/** Fluid says up to 20 s late that a CronJob has fired; so long a run counts as begun although nobody says so, ms. */
export const UNSAID_MS = 120_000;

const BEFORE_IT_ENDS: ReadonlySet<string> = new Set(['', 'Pending']);

export interface Due {
  readonly task: Task;
  /** In words, as the reason says it. */
  readonly state: string;
}

/** How long before a run the cache begins to grow for it, ms. @param at when it runs */
export type LeadTo = (at: number) => Lead;

/** Those whose data comes now or within their lead. */
export function dueTasks(tasks: readonly Task[], now: number, runs: NextRun, lead: LeadTo): readonly Due[] {
  return tasks.flatMap((task): readonly Due[] => {
    if (!task.loads) return [];
    if (task.phase === 'Executing') return [{ task, state: 'runs' }];
    // One that recurs and has never run is Pending, too, and comes by its schedule.
    if (BEFORE_IT_ENDS.has(task.phase) && (task.schedule === null || task.startedAt !== null))
      return [{ task, state: 'is about to run' }];
    if (task.schedule === null) return [];
    const at = runs(task, now - UNSAID_MS);
    if (at === null || at - lead(at).ms > now) return [];
    return [{ task, state: `${at > now ? 'runs' : 'ran'} at ${formatInstant(at)}` }];
  });
}

/** The soonest run to come of all that recur. */
export function soonestRun(tasks: readonly Task[], now: number, runs: NextRun): Run | null {
  let soonest: Run | null = null;
  for (const task of tasks) {
    const at = task.loads && task.schedule !== null ? runs(task, now) : null;
    if (at !== null && (soonest === null || at < soonest.at)) soonest = { task, at };
  }
  return soonest;
}

export interface Run {
  readonly task: Task;
  readonly at: number;
}

/** When the clock alone next makes an operation due, or no longer so. */
export function nextDue(
  { now, observation: { tasks = [] } }: Context,
  runs: NextRun,
  lead: LeadTo,
): NextChange | null {
  let soonest: NextChange | null = null;
  const note = (at: number, what: string) => {
    if (at > now && (soonest === null || at < soonest.at)) soonest = { at, what };
  };
  for (const task of tasks) {
    if (!task.loads || task.schedule === null) continue;
    const at = runs(task, now - UNSAID_MS);
    if (at === null) continue;
    const name = `${task.kind}/${task.name}`;
    note(at - lead(at).ms, `the cache grows for ${name}, which runs at ${formatInstant(at)}`);
    note(at, `${name} runs`);
    note(at + UNSAID_MS, `${name} should say by now that it runs`);
  }
  return soonest;
}
