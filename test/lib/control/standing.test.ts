import { expect } from 'chai';
import { holding, pauseOf, type Standing } from '../../../lib/control/standing.ts';
import { HOUR, NOON, plan, type SpecWishes } from '../decide/make.ts';

const threshold = { threshold: { up: '90%' } };
const override = (workers: number, immediately = false) => ({
  ...{ workers, by: 'jane', why: 'a test', since: NOON, until: NOON + HOUR },
  immediately,
});
const standing = (spec: SpecWishes, current: number | null = 2): Standing => ({
  plan: plan({ policies: threshold, ...spec }),
  current,
});
const shrinkable = { policies: { ...threshold, scaleDown: 'enabled' } };
const paused = { mode: 'paused', paused: { by: 'ops', why: 'a migration' } };

const NO_SHRINK = 'scaleDown: disabled of its policy document holds the count at 2 where that is more';
const GUARDS = 'a shrink waits for the guards of its policy document';
const NO_GROWTH = 'scaleUp: disabled of its policy document holds the count at 2 where that is less';
const STAYS = 'when it ends nothing takes these workers away again: scaling down is disabled';
const STEP = 'it goes there by the step of its policy document; --immediately passes that';
const BEYOND = 'replicas of its policy document are 1 to 4: it goes beyond';

describe('what will hold an override', () => {
  const cases: readonly (readonly [string, Standing, number, boolean, readonly string[]])[] = [
    ['fewer, where nothing may shrink', standing({}), 1, true, [NO_SHRINK]],
    ['fewer, where it may', standing(shrinkable), 1, true, [GUARDS]],
    ['more, which stay', standing({}), 4, true, [STAYS]],
    ['more, by step', standing(shrinkable), 4, false, [STEP]],
    [
      'more, where nothing may grow',
      standing({ policies: { ...shrinkable.policies, scaleUp: 'disabled' } }),
      4,
      true,
      [NO_GROWTH],
    ],
    ['beyond replicas', standing(shrinkable), 9, true, [BEYOND]],
    ['what is there already', standing({}), 2, true, []],
    [
      'a dry run',
      standing({ ...shrinkable, mode: 'dry-run' }),
      4,
      true,
      ['its policy document is a dry run: nothing is changed'],
    ],
  ];
  for (const [name, found, workers, immediately, warnings] of cases) {
    it(`is warned of: ${name}`, () => {
      expect(holding(found, override(workers, immediately), NOON)).to.deep.equal(warnings);
    });
  }

  it('is warned of both ways where nobody knows the count', () => {
    const count = NO_SHRINK.replace('the count at 2', 'the count as it is');
    expect(holding(standing({}, null), override(2, true), NOON)).to.deep.equal([count, STAYS]);
  });

  it('is the document’s own pause', () => {
    const [first] = holding(standing({ ...shrinkable, ...paused }), override(2, true), NOON);
    expect(first).to.equal(
      'its policy document pauses it, too, until it is changed (ops: a migration): nothing is changed until then',
    );
  });
});

describe('a pause of the document', () => {
  it('is told while it lasts', () => {
    const until = { ...paused.paused, until: new Date(NOON + HOUR).toISOString() };
    const found = standing({ mode: 'paused', paused: until });
    expect(pauseOf(found, NOON)).to.equal(
      'its policy document pauses it, too, until 2026-01-01T13:00:00Z (ops: a migration)',
    );
    expect(pauseOf(found, NOON + HOUR)).to.equal(null);
    expect(pauseOf(standing({}), NOON)).to.equal(null);
  });
});
