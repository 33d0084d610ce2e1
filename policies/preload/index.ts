import type { Answer, Context, Policy, Setting } from '../../lib/decide/contract.ts';
import { type Pace, paceUp } from '../../lib/decide/pace.ts';
import { blindAnswer } from '../../lib/decide/sight.ts';
import { type Sized, shareWanted, sizeSaidBy, workersToHold } from '../../lib/decide/wanted-size.ts';
import type { Task } from '../../lib/model/observation.ts';
import { formatDuration } from '../../lib/units/duration.ts';
import { formatInstant } from '../../lib/units/instant.ts';
import { type Due, dueTasks, type LeadTo, nextDue, soonestRun } from './due.ts';
import { longestLead, workedOutLead } from './lead.ts';
import { type NextRun, runsIn } from './runs.ts';
import { type PreloadConfig, schema } from './schema.ts';
import { type PathSizes, type Wanted, wantedBy } from './wanted.ts';

/** Grows the cache before a DataLoad or DataMigrate brings its data; it rests on no reading of the cache, and never shrinks. */
export const preload: Policy<PreloadConfig> = {
  name: 'preload',
  summary: 'grow before the data arrives: for a DataLoad or DataMigrate that is to come or runs',
  schema,
  build: (config, setting) => {
    if (config === undefined) return {};
    const rule = ruleOf(config, setting);
    return {
      sizers: [{ policy: 'preload', passes: true, size: (context) => size(rule, context) }],
      nextChange: (context) =>
        context.observation.tasks === undefined ? null : nextDue(context, rule.runs, leadTo(rule, context)),
      window: rule.longest,
      defaults: config.zone === undefined ? ['spec.policies.preload.zone: UTC'] : [],
    };
  },
  notes: ({ lead }, { policies }) => [
    ...(policies.fit === undefined
      ? []
      : [
          'preload beside fit: fit is there before any load, so preload only passes the cool-down and a stabilization window',
        ]),
    ...(lead !== undefined && policies.step === undefined && lead < 60_000
      ? [`preload.lead ${formatDuration(lead)} is shorter than most workers take to serve`]
      : []),
  ],
};

interface Rule {
  readonly setting: Setting;
  readonly share: number;
  readonly runs: NextRun;
  readonly sizes: PathSizes;
  readonly pace: Pace;
  /** Given by the document, ms; null: worked out. */
  readonly lead: number | null;
  readonly longest: number;
}

function ruleOf({ zone, paths = [], lead }: PreloadConfig, setting: Setting): Rule {
  const pace = paceUp(setting);
  return {
    setting,
    share: shareWanted(setting),
    runs: runsIn(zone ?? 'UTC'),
    sizes: new Map(paths.map(({ path, size }) => [path, size])),
    pace,
    lead: lead ?? null,
    longest: lead ?? longestLead(setting.bounds.max, pace),
  };
}

function size(rule: Rule, context: Context): Answer {
  const { tasks } = context.observation;
  if (tasks === undefined) return NOTHING;
  const { now, current } = context;
  const due = dueTasks(tasks, now, rule.runs, leadTo(rule, context));
  if (due.length === 0) return notYet(rule, context, tasks);
  const [wanted, sized] = needed(
    rule,
    context,
    due.map(({ task }) => task),
  );
  if (wanted === null) return unknown(context);
  if (sized === null) return blindAnswer(context);
  const numbers = {
    ...sized.numbers,
    what: wanted.what,
    task: namesOf(due),
    by: saidBy(rule, context, wanted),
  };
  if (sized.workers < current) {
    return { says: 'wish', wish: current, reason: { code: 'PreloadFits', numbers: { current, ...numbers } } };
  }
  const code = context.reading === null ? 'PreloadDeclared' : 'Preload';
  return { says: 'wish', wish: sized.workers, reason: { code, numbers } };
}

const NOTHING: Answer = { says: 'abstain', wish: null, reason: { code: 'PreloadNothing' } };

/** Nothing is due; what comes is told. */
function notYet(rule: Rule, context: Context, tasks: readonly Task[]): Answer {
  const soonest = soonestRun(tasks, context.now, rule.runs);
  if (soonest === null) return NOTHING;
  const { task, at } = soonest;
  const { ms: lead, basis } = leadTo(rule, context)(at);
  const numbers = { task: `${task.kind}/${task.name}`, at: formatInstant(at), lead, basis };
  return { says: 'abstain', wish: null, reason: { code: 'PreloadLater', numbers } };
}

function namesOf(due: readonly Due[]): string {
  return due.map(({ task, state }) => `${task.kind}/${task.name} ${state}`).join(', ');
}

function unknown({ observation }: Context): Answer {
  return { says: 'abstain', wish: null, reason: observation.dataset.sizeNote ?? { code: 'SizeUnknown' } };
}

function saidBy({ setting }: Rule, { observation }: Context, { what }: Wanted): string {
  return what === 'the dataset' ? sizeSaidBy(observation, setting) : 'spec.policies.preload.paths';
}

function needed(
  rule: Rule,
  context: Context,
  tasks: readonly Task[],
): readonly [Wanted | null, Sized | null] {
  const { sizeBytes, observation } = context;
  const wanted = wantedBy(tasks, rule.sizes, { sizeBytes, copies: observation.dataset.copies });
  if (wanted === null) return [null, null];
  return [wanted, workersToHold({ share: rule.share, ...wanted }, context, rule.setting)];
}

/** The lead of a run of any of the tasks: for all that they bring together. Worked out when it is first asked for. */
function leadTo(rule: Rule, context: Context): LeadTo {
  const { lead, pace, longest } = rule;
  if (lead !== null) return () => ({ ms: lead, basis: 'as the document says' });
  let to: number | null = null;
  return (at) => {
    to ??=
      needed(
        rule,
        context,
        (context.observation.tasks ?? []).filter(({ loads }) => loads),
      )[1]?.workers ?? context.current;
    return workedOutLead(context, Math.min(to, context.bounds.max), pace, at - longest);
  };
}
