import { expect } from 'chai';
import type { History } from '../../lib/model/history.ts';
import { change, history, intervalOf, MINUTE, NOON, observation, plan, serving } from '../lib/decide/make.ts';

const ago = (minutes: number) => NOON - minutes * MINUTE;

interface Case {
  readonly name: string;
  readonly config?: Readonly<Record<string, string>>;
  readonly past: Partial<History>;
  readonly serving?: number;
  /** null: it has no say. */
  readonly says: readonly [string, number] | null;
}

const cases: readonly Case[] = [
  { name: 'has no say before the first change', past: {}, says: null },
  {
    name: 'holds from when the last worker serves, not from the patch',
    past: { changes: [change(30 * MINUTE, 1, 4)], servedAt: ago(19) },
    says: ['CooldownRunning', MINUTE],
  },
  {
    name: 'still holds a moment before it is over',
    past: { changes: [change(30 * MINUTE, 1, 4)], servedAt: ago(20) + 1 },
    says: ['CooldownRunning', 1],
  },
  {
    name: 'is over after exactly its length',
    past: { changes: [change(30 * MINUTE, 1, 4)], servedAt: ago(20) },
    says: null,
  },
  {
    name: 'has not begun while a worker asked for does not serve',
    past: { changes: [change(5 * MINUTE, 1, 4)] },
    serving: 3,
    says: ['CooldownWaiting', 10 * MINUTE],
  },
  {
    name: 'begins when the worker is given up, after 15 minutes unless said otherwise',
    past: { changes: [change(15 * MINUTE, 1, 4)] },
    serving: 3,
    says: ['CooldownRunning', 20 * MINUTE],
  },
  {
    name: 'is over although the worker never came',
    past: { changes: [change(35 * MINUTE, 1, 4)] },
    serving: 3,
    says: null,
  },
  {
    name: 'does not begin again when a worker that was given up comes after all',
    past: { changes: [change(40 * MINUTE, 1, 4)], servedAt: ago(2) },
    says: null,
  },
  {
    name: 'gives up as soon as the document says',
    config: { afterUp: '20m', giveUp: '1m' },
    past: { changes: [change(5 * MINUTE, 1, 4)] },
    serving: 3,
    says: ['CooldownRunning', 16 * MINUTE],
  },
  {
    name: 'begins with the change that superseded it, where workers had not come by then',
    config: { afterUp: '20m', afterDown: '0' },
    past: { changes: [change(10 * MINUTE, 1, 6), change(4 * MINUTE, 6, 4)], servedAt: ago(3) },
    says: ['CooldownRunning', 16 * MINUTE],
  },
  {
    name: "begins also with somebody else's change",
    past: { changes: [change(10 * MINUTE, 1, 4, 'other')], servedAt: ago(9) },
    says: ['CooldownRunning', 11 * MINUTE],
  },
  {
    name: 'has a length for each direction: none after a shrink here',
    past: { changes: [change(5 * MINUTE, 6, 4)], servedAt: ago(5) },
    says: null,
  },
  {
    name: 'holds after a shrink where the document says so',
    config: { afterDown: '20m' },
    past: { changes: [change(5 * MINUTE, 6, 4)], servedAt: ago(5) },
    says: ['CooldownRunning', 15 * MINUTE],
  },
  {
    name: 'lets a long cool-down after growth run on through a later shrink',
    config: { afterUp: '60m', afterDown: '1m' },
    past: {
      changes: [{ ...change(30 * MINUTE, 2, 6), servedAt: ago(29) }, change(20 * MINUTE, 6, 4)],
      servedAt: ago(20),
    },
    says: ['CooldownRunning', 31 * MINUTE],
  },
  {
    name: 'counts the latest change of a direction',
    past: { changes: [change(50 * MINUTE, 1, 2), change(25 * MINUTE, 2, 4)], servedAt: ago(10) },
    says: ['CooldownRunning', 10 * MINUTE],
  },
];

describe('cooldown', () => {
  for (const { name, config = { afterUp: '20m' }, past, serving: serves = 4, says } of cases) {
    it(name, () => {
      const seen = observation({ replicas: 4, workers: serving(serves, 4) });
      const found = intervalOf('cooldown', { policies: { cooldown: config } }, seen, history(past));
      const said = found && [found.reason.code, found.reason.numbers?.left];
      expect(said).to.deep.equal(says);
      if (found) expect([found.low, found.high]).to.deep.equal([4, 4]);
    });
  }

  it('is for what sizers read: bounds pass it', () => {
    const made = plan({ policies: { cooldown: { afterUp: '20m' } } });
    expect(made.readingLimiters.map(({ policy }) => policy)).to.deep.equal(['cooldown']);
  });

  it('remembers as far back as it may look, a worker given up included', () => {
    expect(plan({ policies: { cooldown: { afterUp: '2h' } } }).windowMs).to.equal(135 * MINUTE);
  });

  it('says when it gives a worker up where the document does not', () => {
    const defaults = (config: object) =>
      plan({ policies: { cooldown: config } }).defaults.filter((line) => line.includes('cooldown'));
    expect(defaults({ afterUp: '20m' })).to.deep.equal(['spec.policies.cooldown.giveUp: 15m']);
    expect(defaults({ afterUp: '20m', giveUp: '5m' })).to.deep.equal([]);
  });

  for (const [what, config] of [
    ['a length without its unit', { afterUp: 20 }],
    ['giving up at once', { afterUp: '20m', giveUp: '0' }],
    ['a word it does not know', { after: '20m' }],
  ] as const) {
    it(`refuses ${what}`, () => expect(() => plan({ policies: { cooldown: config } })).to.throw());
  }
});
