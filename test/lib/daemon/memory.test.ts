import { expect } from 'chai';
import { memoryIn, memoryStore, withStamp } from '../../../lib/daemon/memory.ts';
import type { TravellingMemory } from '../../../lib/daemon/travelling.ts';

const memory = (stamp: number): TravellingMemory => ({
  dataset: 'default/spark',
  uid: 'u',
  stamp,
  replicas: 1,
  adopted: true,
  changes: [],
  servedAt: null,
  open: null,
  unknownTo: null,
});

/** Two daemons on one store, in which the first one's next write can be troubled. */
function two() {
  const store = memoryStore();
  let trouble: 'answer lost' | 'request lost' | null = null;
  const troubled: typeof store = {
    ...store,
    put: async (...given) => {
      const [now] = [trouble];
      trouble = null;
      const version = now === 'request lost' ? null : await store.put(...given);
      if (now !== null) throw new Error('time-out');
      return version;
    },
  };
  const fail = (what: typeof trouble) => {
    trouble = what;
  };
  return { store, fail, a: memoryIn(troubled), b: memoryIn(store) };
}

const at = ['default', 'spark'] as const;

describe('keeping what travels', () => {
  it('knows a stamp once, however often it is sent in vain', () => {
    expect(withStamp(withStamp([1], 2), 2)).to.deep.equal([1, 2]);
  });

  it('is found by the other daemon', async () => {
    const { a, b } = two();
    expect(await b.recall(...at)).to.deep.equal({ result: 'none' });
    await a.recall(...at);
    expect(await a.keep(...at, memory(1))).to.deep.equal({ result: 'kept' });
    expect(await a.keep(...at, memory(2))).to.deep.equal({ result: 'kept' });
    expect(await b.recall(...at)).to.deep.equal({ result: 'found', memory: memory(2) });
  });

  it('never writes over what another daemon wrote since', async () => {
    const { a, b } = two();
    for (const port of [a, b]) await port.recall(...at);
    await a.keep(...at, memory(1));
    expect(await b.keep(...at, memory(9))).to.include({ result: 'overtaken' });
    expect(await b.recall(...at), 'the other one stands').to.deep.equal({
      result: 'found',
      memory: memory(1),
    });
    expect(await b.keep(...at, memory(9))).to.include({ result: 'kept' });
    expect(await a.keep(...at, memory(10))).to.include({ result: 'overtaken' });
  });

  for (const what of ['answer lost', 'request lost'] as const) {
    it(`goes on after a write with its ${what}, whether or not it arrived`, async () => {
      const { a, b, fail } = two();
      await a.recall(...at);
      await a.keep(...at, memory(1));
      fail(what);
      expect(await a.keep(...at, memory(2))).to.include({ result: 'failed' });
      expect(await a.keep(...at, memory(3))).to.include({ result: 'kept' });
      expect(await b.recall(...at)).to.deep.equal({ result: 'found', memory: memory(3) });
    });

    it(`notices after a write with its ${what} that another daemon wrote meanwhile`, async () => {
      const { a, b, fail } = two();
      await a.recall(...at);
      await a.keep(...at, memory(1));
      fail(what);
      await a.keep(...at, memory(2));
      await b.recall(...at);
      await b.keep(...at, memory(5));
      expect(await a.keep(...at, memory(3))).to.include({ result: 'overtaken' });
    });
  }

  it('is written again where somebody has deleted it', async () => {
    const { a, store } = two();
    await a.recall(...at);
    await a.keep(...at, memory(1));
    store.stored.clear();
    expect(await a.keep(...at, memory(2))).to.include({ result: 'kept' });
  });

  it('is overtaken by a hand that edits it, and mended by the write after the next look', async () => {
    const { a, store } = two();
    await a.recall(...at);
    await a.keep(...at, memory(1));
    const [name, stored] = [...store.stored][0] ?? ['', null];
    store.stored.set(name, { data: { ...stored?.data, memory: '{}' }, version: 'by hand' });
    expect(await a.keep(...at, memory(2))).to.include({ result: 'overtaken' });
    expect(await a.recall(...at)).to.include({ result: 'damaged' });
    expect(await a.keep(...at, memory(3))).to.include({ result: 'kept' });
    expect(await a.recall(...at)).to.include({ result: 'found' });
  });
});
