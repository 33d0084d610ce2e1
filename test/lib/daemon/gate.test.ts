import { expect } from 'chai';
import { createGate } from '../../../lib/daemon/gate.ts';

describe('a gate', () => {
  it('lets so many through at a time, the others in the order they came, also past one that failed', async () => {
    const gate = createGate(2);
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
});
