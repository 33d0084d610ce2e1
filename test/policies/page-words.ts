/** What may stand in the column `what else` of a policy's page. */
import type { Allotment } from '../../lib/model/budget.ts';
import type { Change, History, Level, Operated, Use, WishRun } from '../../lib/model/history.ts';
import type { Observation, Task, Troubled, Users } from '../../lib/model/observation.ts';
import { parseDuration } from '../../lib/units/duration.ts';
import { task } from '../laws/sizing-witnesses.ts';
import { change, GIB, HOUR, levelsOf, NOON, type ReadingWishes, wished } from '../lib/decide/make.ts';

/** One row's case, all instants as of noon. */
export interface Case {
  readonly now: number;
  readonly startUps: NonNullable<History['startUps']>;
  readonly reading: ReadingWishes | null;
  readonly serves: number;
  readonly sizeBytes: number | null;
  readonly operations: readonly string[];
  readonly users: Users | null;
  readonly use: Use | null;
  readonly operated: Operated | null;
  readonly changes: readonly Change[];
  readonly wishes: readonly WishRun[];
  readonly servedAt: number | null;
  readonly budgets: readonly Allotment[];
  readonly levels: readonly Level[];
  readonly dataset: Partial<Observation['dataset']>;
  readonly declared: number | null;
  readonly tasks: readonly Task[];
  readonly troubled: readonly Troubled[];
}

const AGE = '(\\S+)';
type Words = readonly string[];

/** What may stand under `what else`, and what of the case it changes. */
const WORDS: readonly (readonly [RegExp, (words: Words, one: Case) => Partial<Case>])[] = [
  [/^dataset (.+ GiB)$/, ([, size]) => ({ sizeBytes: Math.round(gibibytes(size ?? '') * GIB) })],
  [/^at (\d{4}-\d\d-\d\d \d\d:\d\d)$/, ([, at]) => ({ now: Date.parse(`${at?.replace(' ', 'T')}Z`) })],
  [
    new RegExp(`^workers took ${AGE} to serve$`),
    ([, time]) => ({ startUps: [{ at: NOON - 1, ms: ms(time), workers: 1 }] }),
  ],
  [/^dataset unknown$/, () => ({ sizeBytes: null })],
  [
    /^(\w+) of (\d+), (\d+) taken, (\d+) for it(?: (after|before|where most has) (\S+))?$/,
    ([, budget = '', limit, taken, ceiling, how, other], one) => {
      const [all, held, own] = [Number(limit), Number(taken), Number(ceiling)];
      const few = how === 'after' || how === 'where most has';
      const allotment: Allotment = {
        budget,
        unit: 'workers',
        limit: all,
        taken: held,
        sum: few ? all : Math.min(all, held + own - 1),
        ceiling: own,
        asked: few ? own + 2 : own,
        why: held > all ? 'overspent' : few ? 'cut' : 'given',
        others: other === undefined ? [] : [other],
        more: 0,
        ...(how === 'where most has' && { full: true }),
      };
      return { budgets: [...one.budgets, allotment] };
    },
  ],
  [/^(\d+) copies$/, ([, count], one) => ({ dataset: { ...one.dataset, copies: Number(count) } })],
  [
    new RegExp(`^dataset was (.+ GiB) until ${AGE} ago$`),
    ([, size, age], one) => ({
      dataset: {
        ...one.dataset,
        fell: { from: Math.round(gibibytes(size ?? '') * GIB), at: NOON - ms(age) },
      },
    }),
  ],
  [/^declared (.+ GiB)$/, ([, size]) => ({ declared: gibibytes(size ?? '') * GIB })],
  [
    /^(\w+)\/(\w+) (?:of (\/\w+) )?(Pending|Executing|Complete)$/,
    ([, kind = '', name = '', path, phase = ''], one) => ({
      tasks: [...one.tasks, task({ kind, name, phase, loads: kind === 'DataLoad', paths: pathsOf(path) })],
    }),
  ],
  [
    /^(\w+)\/(\w+) scheduled (.+)$/,
    ([, kind = '', name = '', schedule = ''], one) => ({
      tasks: [...one.tasks, task({ kind, name, schedule })],
    }),
  ],
  [/^no reading$/, () => ({ reading: null })],
  [/^(\d+) serve$/, ([, count]) => ({ serves: Number(count) })],
  [/^engine counts (\d+)$/, ([, count], one) => reads(one, { workers: Number(count) })],
  [
    /^worker (\d+) is (\w+)$/,
    ([, ordinal, why = ''], { troubled }) => ({
      troubled: [
        ...troubled,
        { pod: `w-${ordinal}`, ordinal: Number(ordinal), why, says: '', placed: false, since: null },
      ],
    }),
  ],
  [/^plateau$/, (_, one) => reads(one, { plateau: true })],
  [/^data comes in$/, (_, one) => reads(one, { intake: 'rising' })],
  [/^nothing comes in$/, (_, one) => reads(one, { intake: 'still' })],
  [/^(\w+\/\w+) runs$/, ([, name], one) => ({ operations: [...one.operations, name ?? ''] })],
  [
    new RegExp(`^(\\d+) -> (\\d+) by (us|kubectl) ${AGE} ago$`),
    ([, from, to, who, age], one) => {
      const made = change(ms(age), Number(from), Number(to), who === 'us' ? 'self' : 'other');
      return { changes: [...one.changes, made] };
    },
  ],
  [
    new RegExp(`^(\\w+/\\w+) ended ${AGE} ago$`),
    ([, last = '', age]) => ({ operated: { running: [], since: NOON - ms(age), last } }),
  ],
  [
    new RegExp(`^no pod uses it for ${AGE}$`),
    ([, age], one) => ({ users: NOBODY, use: { ...one.use, state: 'unused', since: NOON - ms(age) } }),
  ],
  [
    new RegExp(`^a pod uses it for ${AGE}$`),
    ([, age], one) => ({ users: SOMEBODY, use: { ...one.use, state: 'used', since: NOON - ms(age) } }),
  ],
  [/^pods may not be listed$/, () => ({ users: UNSEEN, use: { state: 'unknown', since: NOON - HOUR } })],
  [
    /^idleness took it from (\d+)$/,
    ([, before], one) => ({
      use: { state: 'unused', since: NOON, ...one.use, before: Number(before) },
    }),
  ],
  [new RegExp(`^served ${AGE} ago$`), ([, age]) => ({ servedAt: NOON - ms(age) })],
  [
    /^filled at (.+ GiB) a minute for (\S+)$/,
    ([, rate, span], { reading }) => {
      const now = reading?.used ?? 0;
      return { levels: levelsOf((minute) => now + gibibytes(rate ?? '') * minute, ms(span) / 60_000) };
    },
  ],
  [
    new RegExp(`^wished (\\d+) from ${AGE} to ${AGE} ago$`),
    ([, wish, since, until], one) => ({
      wishes: [...one.wishes, wished(Number(wish), ms(since), ms(until))],
    }),
  ],
];

const NOBODY: Users = { pods: 0, named: [] };
const SOMEBODY: Users = { pods: 1, named: ['default/train-0'] };
const UNSEEN: Users = {
  pods: null,
  why: { code: 'UsersForbidden', numbers: { namespace: 'default' } },
};
function pathsOf(path: string | undefined): Task['paths'] {
  return path === undefined ? [] : [{ path, copies: 1 }];
}

/** The case with what one phrase says. @throws where nobody knows what it means */
export function apply(one: Case, text: string): Case {
  for (const [pattern, change] of WORDS) {
    const match = pattern.exec(text);
    if (match) return { ...one, ...change([...match], one) };
  }
  throw new Error(`nobody knows what "${text}" means`);
}

function reads(one: Case, wishes: ReadingWishes): Partial<Case> {
  return { reading: { ...one.reading, ...wishes } };
}

export function gibibytes(text: string): number {
  const match = /^(\d+(?:\.\d+)?) GiB$/.exec(text);
  if (!match) throw new Error(`${text} is no size in GiB`);
  return Number(match[1]);
}

function ms(age: string | undefined): number {
  const found = parseDuration(age ?? '');
  if (found === null) throw new Error(`${age} is no duration`);
  return found;
}
