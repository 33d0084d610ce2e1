import { expect } from 'chai';
import fc from 'fast-check';
import type { KubeObject } from '../../../lib/kube/objects.ts';
import { createShelves } from '../../../lib/kube/shelf.ts';

const object = (uid: number, resourceVersion: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: `pod-${uid}`, uid: String(uid), resourceVersion },
});

/** Enough for a shelf to become a map. */
const uid = fc.nat({ max: 40 });
const shelf = fc.constantFrom('one', 'other');

describe('the shelves of the index', () => {
  it('hold each object once, the newest state of it, however many there are', () => {
    const step = fc.record({ shelf, uid, out: fc.boolean() });
    const filled = fc.record({ shelf, count: uid });
    fc.assert(
      fc.property(filled, fc.array(step, { maxLength: 80 }), (first, steps) => {
        const shelves = createShelves();
        const model = new Map<string, Map<string, KubeObject>>();
        const put = (name: string, one: KubeObject) => {
          shelves.put(name, one);
          model.set(name, (model.get(name) ?? new Map()).set(one.metadata.uid, one));
        };
        for (let i = 0; i < first.count; i++) put(first.shelf, object(i, 'first'));
        for (const [at, each] of steps.entries()) {
          const one = object(each.uid, String(at));
          if (each.out) {
            shelves.take(each.shelf, one);
            model.get(each.shelf)?.delete(one.metadata.uid);
          } else put(each.shelf, one);
          const there = [...model].filter(([, objects]) => objects.size > 0);
          expect(shelves.names()).to.have.members(there.map(([name]) => name));
          for (const [name, objects] of model)
            expect(shelves.on(name)).to.have.members([...objects.values()]);
        }
      }),
    );
  });

  it('hold nothing of what was taken away', () => {
    const shelves = createShelves();
    for (let i = 0; i < 40; i++) shelves.put('one', object(i, '1'));
    for (let i = 0; i < 40; i++) shelves.take('one', object(i, '1'));
    expect(shelves.names()).to.deep.equal([]);
    expect(shelves.on('one')).to.deep.equal([]);
  });
});
