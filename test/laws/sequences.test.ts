import fc from 'fast-check';
import { decide } from '../../lib/decide/decide.ts';
import { MINUTE, type SpecWishes } from '../lib/decide/make.ts';
import type { Moved, Play } from '../lib/decide/world.ts';
import { type Decide, expectCaught, expectHolds, type Law } from './law.ts';
import { reference } from './reference.ts';
import { stories, tell, throughJson } from './stories.ts';

const GIVE_UP = 15 * MINUTE;

/** Workers that came, or went, within `per` up to and including a move. */
function spentBy({ moves }: Play, last: Moved, per: number, sign: number): number {
  return moves
    .slice(0, moves.indexOf(last) + 1)
    .filter(({ at }) => last.at - at < per)
    .reduce((sum, { from, to }) => sum + Math.max(0, sign * (to - from)), 0);
}

/** Whatever happens in between: of our own moves, none goes further than `pods` within `per`, others' moves included. */
const stepIsNeverExceeded: Law<Decide> = (pipeline) =>
  fc.property(
    fc
      .record({ pods: fc.integer({ min: 1, max: 3 }), minutes: fc.constantFrom(1, 5, 20, 60) })
      .chain((rule) => fc.tuple(fc.constant(rule), stories(withStep(rule.pods, rule.minutes)))),
    ([{ pods, minutes }, story]) => {
      const game = tell(story, pipeline);
      return game.moves
        .filter(({ by }) => by === 'self')
        .every((move) => spentBy(game, move, minutes * MINUTE, Math.sign(move.to - move.from)) <= pods);
    },
  );

function withStep(pods: number, minutes: number): SpecWishes {
  const rules = [{ pods, per: `${minutes}m` }];
  // A window that does not say `immediately` spends it, too.
  const schedule = [
    { weekly: 'daily 12:00-13:00', exactly: 5 },
    { weekly: 'daily 12:20-16:00', atMost: 2, scaleDown: 'enabled' },
  ];
  const step = { up: rules, down: rules };
  return { policies: { step, threshold: { up: '80%', down: '30%' }, schedule } };
}

/** When the cool-down of a change begins: its workers serve, or are given up, or another change came first. */
function coolFrom(game: Play, index: number): number {
  const { at, servedAt } = game.moves[index] as Moved;
  const next = game.moves[index + 1]?.at ?? Number.POSITIVE_INFINITY;
  return Math.min(servedAt ?? Number.POSITIVE_INFINITY, next, at + GIVE_UP);
}

/** No move of ours that rests on a reading within the rest after the last change of either direction. */
const cooldownIsNeverViolated: Law<Decide> = (pipeline) =>
  fc.property(
    fc.constantFrom(2, 10, 30).chain((minutes) => fc.tuple(fc.constant(minutes), stories(withRest(minutes)))),
    ([minutes, story]) => {
      const game = tell(story, pipeline);
      return game.moves.every((move, i) => {
        const insideBounds = move.from >= 1 && move.from <= 8;
        if (move.by !== 'self' || i === 0 || !insideBounds) return true;
        return move.at >= coolFrom({ ...game, moves: game.moves.slice(0, i) }, i - 1) + minutes * MINUTE;
      });
    },
  );

function withRest(minutes: number): SpecWishes {
  return {
    policies: {
      cooldown: { afterUp: `${minutes}m`, afterDown: `${minutes}m` },
      threshold: { up: '80%', down: '30%' },
      step: { up: [{ pods: 2, per: '1m' }] },
      // Windows pass it, and workers that are given up.
      schedule: undefined,
      guard: undefined,
    },
  };
}

/** Of two moves in a row, ours is not the reversal of another's within `respect`. */
const othersAreRespected: Law<Decide> = (pipeline) =>
  fc.property(stories({ respect: '10m', policies: { scaleDown: 'enabled' } }), (story) => {
    const { moves } = tell(story, pipeline);
    return moves.every((move, i) => {
      const before = moves[i - 1];
      if (move.by !== 'self' || before?.by !== 'other') return true;
      const reverses = Math.sign(move.to - move.from) === -Math.sign(before.to - before.from);
      return !reverses || move.at - before.at >= 10 * MINUTE;
    });
  });

/** A story with restarts goes as one without. */
const restartsForgetNothing: Law<(game: Play) => void> = (restart) =>
  fc.property(stories({ policies: { threshold: { up: '80%', down: '30%' } } }), (story) => {
    const ladders = [restart, () => {}].map((each) => {
      const found: unknown[] = [];
      tell(story, decide, each, (game) => found.push(game.last));
      return JSON.stringify(found);
    });
    return ladders[0] === ladders[1];
  });

describe('over any sequence of ticks', () => {
  it('the step is never exceeded, whoever spends it', () => {
    expectHolds(stepIsNeverExceeded, decide);
  });

  it('the cool-down is never violated', () => {
    expectHolds(cooldownIsNeverViolated, decide);
  });

  it("somebody else's change is not reversed while it is respected", () => {
    expectHolds(othersAreRespected, decide);
  });

  it('a history that went through JSON decides as the one that did not', () => {
    expectHolds(restartsForgetNothing, throughJson);
  });

  it('notices a step that is never spent', () => {
    expectCaught(stepIsNeverExceeded, reference('a step is never spent'));
  });

  it('notices a cool-down that begins with the patch', () => {
    expectCaught(cooldownIsNeverViolated, reference('a cool-down begins with the patch'));
  });

  it('notices a pipeline that reverses others', () => {
    expectCaught(othersAreRespected, reference('others are not respected'));
  });

  for (const [what, forget] of forgettings()) {
    it(`notices a restart that forgets ${what}`, () => {
      expectCaught(restartsForgetNothing, forget);
    });
  }
});

function forgettings(): readonly (readonly [string, (game: Play) => void])[] {
  return [
    [
      'the wishes',
      (game) => {
        game.history.wishes = [];
      },
    ],
    [
      'the changes',
      (game) => {
        game.history.changes = [];
      },
    ],
    [
      'that workers served',
      (game) => {
        game.history.servedAt = null;
      },
    ],
  ];
}
