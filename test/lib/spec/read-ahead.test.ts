import { expect } from 'chai';
import { type Look, NOTHING } from '../../../lib/spec/folder-state.ts';
import { A_TURN, readAhead } from '../../../lib/spec/read-ahead.ts';
import { reconcile } from '../../../lib/spec/reconcile.ts';
import { both, doc, lookAt, rules } from './folder-story.ts';

/** Enough for some ten turns. */
const LARGE = lookAt(
  0,
  Object.fromEntries(
    Array.from({ length: 40 }, (_, file) => [
      `f${file}.yaml`,
      both(
        ...Array.from({ length: 4 }, (_, i) => `# ${'-'.repeat(A_TURN / 16)}\n${doc(`d-${file}-${i}`, 3)}`),
      ),
    ]),
  ),
);

/** Turns of the event loop that others had meanwhile. */
async function turnsDuring(work: Promise<unknown>): Promise<number> {
  let [turns, over] = [0, false];
  const count = () => {
    if (over) return;
    turns++;
    setImmediate(count);
  };
  setImmediate(count);
  await work;
  over = true;
  return turns;
}

describe('documents of a look that are new', () => {
  it('are read a little a turn, so that others have theirs', async () => {
    expect(await turnsDuring(readAhead(NOTHING, LARGE, rules))).to.be.above(5);
  });

  it('are read at once where they are few', async () => {
    const small = lookAt(0, { 'a.yaml': doc('a', 3) });
    expect(await turnsDuring(readAhead(NOTHING, small, rules))).to.equal(0);
  });

  it('come into force as if they had been read at once', async () => {
    const ahead = reconcile(NOTHING, await readAhead(NOTHING, LARGE, rules), rules);
    const atOnce = reconcile(NOTHING, LARGE, rules);
    expect([...ahead.state.inForce.keys()]).to.deep.equal([...atOnce.state.inForce.keys()]);
    expect(ahead.state.inForce.size).to.equal(160);
    const typesOf = ({ events }: typeof ahead) => events.map(({ type }) => type);
    expect(typesOf(ahead)).to.deep.equal(typesOf(atOnce));
  });

  it('are not read again where nothing is another', async () => {
    const { state } = reconcile(NOTHING, LARGE, rules);
    const again: Look = await readAhead(state, LARGE, rules);
    expect(again.loaded?.size).to.equal(0);
  });
});
