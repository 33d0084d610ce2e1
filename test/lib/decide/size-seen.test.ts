import { expect } from 'chai';
import { rememberSize, withFall } from '../../../lib/decide/size-seen.ts';
import { HOUR, history, MINUTE, NOON, observation } from './make.ts';

const TIB = 2 ** 40;

/** What is known of a fall after these sizes (TiB), a minute apart. */
function fallAfter(...sizes: readonly (number | null)[]) {
  const past = history();
  for (const [i, size] of sizes.entries())
    rememberSize(past, size === null ? null : size * TIB, NOON + i * MINUTE);
  const sizeBytes = (sizes.at(-1) ?? 0) * TIB;
  const { fell } = withFall(observation({ dataset: { sizeBytes }, at: NOON + HOUR }), past).dataset;
  return fell === undefined ? null : { from: fell.from / TIB, at: (fell.at - NOON) / MINUTE };
}

describe('the size of a dataset as it was seen', () => {
  const TABLE: readonly (readonly [string, readonly (number | null)[], unknown])[] = [
    ['one that stays has not fallen', [10, 10], null],
    ['one that became larger has not fallen', [1, 10], null],
    ['one that became smaller has', [10, 10, 1], { from: 10, at: 2 }],
    ['one that is not known for a while is as before', [10, null, 1], { from: 10, at: 2 }],
    ['one that came back has not fallen', [10, 1, 10], null],
    ['one that came back in part is as doubtful as the fall was', [10, 1, 2], { from: 10, at: 1 }],
    ['one that came back in parts, too', [10, 1, 2, 3], { from: 10, at: 1 }],
    ['one that fell again counts from then', [10, 1, 2, 1], { from: 2, at: 3 }],
    ['one that came back for more has not fallen', [10, 1, 11], null],
  ];
  for (const [name, sizes, fell] of TABLE) it(name, () => expect(fallAfter(...sizes)).to.deep.equal(fell));
});
