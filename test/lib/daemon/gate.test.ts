import { expect } from 'chai';
import { createGate } from '../../../lib/daemon/gate.ts';

/** Work that goes on until it is told to end, and the order in which it began. */
function entering(gate: ReturnType<typeof createGate>) {
  const order: string[] = [];
  const leave = new Map<string, (error?: Error) => void>();
  const enter = (name: string) =>
    gate.pass(
      () =>
        new Promise<void>((resolve, reject) => {
          order.push(name);
          leave.set(name, (error) => (error === undefined ? resolve() : reject(error)));
        }),
    );
  return { order, leave, enter };
}

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

describe('a gate', () => {
  it('lets so many through at a time, the others in the order they came, also past one that failed', async () => {
    const { order, leave, enter } = entering(createGate({ most: 2, aTurn: 10 }));
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map(enter);
    await Promise.resolve();
    expect(order).to.deep.equal(['a', 'b']);
    leave.get('b')?.(new Error('hung up'));
    expect(await b?.catch((error: Error) => error.message)).to.equal('hung up');
    expect(order).to.deep.equal(['a', 'b', 'c']);
    leave.get('a')?.();
    await a;
    expect(order).to.deep.equal(['a', 'b', 'c', 'd']);
    for (const name of ['c', 'd']) leave.get(name)?.();
    await Promise.all([c, d]);
    const e = enter('e');
    expect(order.at(-1), 'free again').to.equal('e');
    leave.get('e')?.();
    await e;
  });

  it('lets only a few in within one turn of the event loop, though there is room, and the others by themselves', async () => {
    const { order, leave, enter } = entering(createGate({ most: 10, aTurn: 2 }));
    const all = ['a', 'b', 'c', 'd', 'e'].map(enter);
    expect(order).to.deep.equal(['a', 'b']);
    leave.get('a')?.();
    await all[0];
    expect(order, 'a place that is left is no turn').to.deep.equal(['a', 'b']);
    await nextTurn();
    expect(order).to.deep.equal(['a', 'b', 'c', 'd']);
    await nextTurn();
    expect(order).to.deep.equal(['a', 'b', 'c', 'd', 'e']);
    for (const name of ['b', 'c', 'd', 'e']) leave.get(name)?.();
    await Promise.all(all);
  });
});
