/** Which changes still count after another one, and how much had changed within 60 s before it. */
import { decide } from '../../../lib/decide/decide.ts';
import { forget, rememberChange } from '../../../lib/decide/remember.ts';
import type { History } from '../../../lib/model/history.ts';
import { MAX_REPLICAS } from '../../../lib/units/int32.ts';
import { type Case, type Entry, entries, list, needed, number, rules } from '../case.ts';
import { limitOf } from '../ladder.ts';
import { change, history, NOW, observation, plan, wishing } from '../setting.ts';
import { type Adapter, type Outcome, stated } from './adapter.ts';
import { every, logAfter } from './log.ts';

type Way = 'up' | 'down';

/** Each case is played in every direction it names. */
export const storeEvents: Adapter = {
  expected: (testCase) => eachWay(testCase, () => expectation(testCase)),
  actual: (testCase) => eachWay(testCase, (way) => played(testCase, way)),
};

function eachWay({ input }: Case, play: (way: Way) => Outcome): Outcome {
  const named = Array.isArray(input.direction) ? input.direction : [input.direction ?? 'up'];
  const ways = named.map((word): Way => (/down/i.test(String(word)) ? 'down' : 'up'));
  return Object.fromEntries(
    ways.flatMap((way) => Object.entries(play(way)).map(([key, value]) => [`${way}: ${key}`, value])),
  );
}

const before = ({ input }: Case) => entries(input, 'prevEvents', 'replicaChange');

/** The longest period of the rules, ms; without rules nothing counts. */
export function longestPeriod({ input }: Case): number {
  const policies = list(rules(input, 'rules') ?? {}, 'policies');
  return Math.max(0, ...policies.map((policy) => needed(policy, 'periodSeconds') * 1000));
}

function counting(testCase: Case): (entry: Entry) => boolean {
  const longest = longestPeriod(testCase);
  return ({ ageMs }) => ageMs < longest;
}

function expectation(testCase: Case): Outcome {
  const { input } = testCase;
  const counts = counting(testCase);
  const after = list(input, 'expectedEvents').map((event) => needed(event, 'replicaChange'));
  const log = logAfter(before(testCase), after, needed(input, 'replicaChange'), counts);
  return stated({
    events: every(log.filter(counts)),
    changedIn60s: number(input, 'expectedReplicasChangeInLast60s'),
  });
}

function played(testCase: Case, way: Way): Outcome {
  const { input } = testCase;
  const from = number(input, 'prevReplicas') ?? 10;
  const by = needed(input, 'replicaChange');
  const to =
    number(input, way === 'up' ? 'newReplicasUp' : 'newReplicasDown') ??
    (way === 'up' ? from + by : from - by);
  const past = history({ replicas: from, [way]: before(testCase) });
  const changedIn60s = spentIn60s(past, from, way);
  const side = way === 'up' ? 'scaleUp' : 'scaleDown';
  const given = rules(input, 'rules');
  const { windowMs } = plan({ behavior: given === null ? null : { [side]: given } });
  rememberChange(past, change(NOW, from, to));
  forget(past, NOW, { windowMs });
  return { events: every(changesOf(past, way).filter(counting(testCase))), changedIn60s };
}

/** Whether a change was flagged as outdated although it is younger than the longest period now. */
export function flaggedStillYoung(testCase: Case): boolean {
  const counts = counting(testCase);
  const flags = list(testCase.input, 'prevEvents').map(({ outdated }) => outdated === true);
  return before(testCase).some((entry, index) => flags[index] === true && counts(entry));
}

/** What counts afterwards when only age decides. */
export function storedByAge(testCase: Case): Outcome {
  const fresh = { value: needed(testCase.input, 'replicaChange'), ageMs: 0 };
  const events = every([...before(testCase), fresh].filter(counting(testCase)));
  return eachWay(testCase, () => ({ events }));
}

function changesOf({ changes }: History, way: Way): readonly Entry[] {
  const sign = way === 'up' ? 1 : -1;
  return changes
    .map(({ at, from, to }) => ({ value: sign * (to - from), ageMs: NOW - at }))
    .filter(({ value }) => value > 0);
}

/** Asked of `decide`: a step of very many per 60 s lacks exactly what was spent of it. */
function spentIn60s(past: History, replicas: number, way: Way): number {
  const many = 1_000_000;
  const policies = [{ type: 'Pods', value: many, periodSeconds: 60 }];
  const behavior = way === 'up' ? { scaleUp: { policies } } : { scaleDown: { policies } };
  const wanted = wishing(plan({ behavior }), way === 'up' ? MAX_REPLICAS : 0);
  const decision = decide({ ...wanted, readingLimiters: [] }, observation({ replicas }), past, NOW);
  const limit = limitOf(decision, way);
  return way === 'up' ? replicas + many - limit : limit - (replicas - many);
}
