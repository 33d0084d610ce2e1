import { expect } from 'chai';
import { leadingBy } from '../../../lib/daemon/leading.ts';
import type { Taken } from '../../../lib/kube/lease.ts';
import type { LeadRecord } from '../../../lib/model/carried-records.ts';
import { NOON } from './world.ts';

const HOUR_AGO = NOON - 3_600_000;
const led: LeadRecord = {
  kind: 'lead',
  identity: 'us-before',
  transitions: 4,
  after: 'another',
  turnedAt: HOUR_AGO,
};

interface Turn {
  term: number;
  took: Taken | null;
}

function leading(turn: Turn, before: LeadRecord | null) {
  const election = { holds: () => true, term: () => turn.term, took: () => turn.took };
  let now = NOON;
  const clock = { now: () => now++, monotonic: () => 0, sleep: async () => undefined };
  return leadingBy({ election, identity: 'us', led: before, clock });
}

const from = (holder: string, transitions: number): Taken => ({
  from: { holder, transitions },
  transitions: transitions + 1,
});

describe('who led before', () => {
  const cases: readonly [string, LeadRecord | null, Taken, string, number | null][] = [
    [
      'nobody, where there was no Lease and the ledger is new',
      null,
      { from: null, transitions: 0 },
      'nobody',
      null,
    ],
    ['ourselves, killed: the Lease still names us', led, from('us-before', 4), 'ourselves', HOUR_AGO],
    [
      'ourselves, stopped: the Lease was given up and has not turned since',
      led,
      from('', 4),
      'ourselves',
      HOUR_AGO,
    ],
    ['another, that holds it still', led, from('them', 5), 'another', NOON],
    ['another, that has given it up', led, from('', 5), 'another', NOON],
    ['another, where somebody else has the count of turns we had', led, from('them', 4), 'another', NOON],
    ['another, where this ledger is new and the Lease is not', null, from('', 4), 'another', NOON],
    [
      'another, for all we know, where the Lease was deleted',
      led,
      { from: null, transitions: 0 },
      'another',
      NOON,
    ],
  ];
  for (const [title, before, took, after, turnedAt] of cases) {
    it(title, () => {
      const record = leading({ term: 1, took }, before).record();
      expect(record).to.deep.equal({
        kind: 'lead',
        identity: 'us',
        transitions: took.transitions,
        after,
        turnedAt,
      });
    });
  }

  it('is another where this process leads again: the Lease turned in between', () => {
    const turn: Turn = { term: 1, took: from('us-before', 4) };
    const port = leading(turn, led);
    expect(port.turnedAt()).to.equal(HOUR_AGO);
    Object.assign(turn, { term: 2, took: from('them', 6) });
    expect(port.record()).to.include({ after: 'another', transitions: 7 });
    expect(port.turnedAt()).to.be.at.least(NOON);
    expect(port.turnedAt(), 'one instant a term').to.equal(port.turnedAt());
  });
});
