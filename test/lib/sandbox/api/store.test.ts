import { expect } from 'chai';
import type { Stored } from '../../../../lib/sandbox/api/json.ts';
import { kindNamed } from '../../../../lib/sandbox/api/kinds.ts';
import { createStore } from '../../../../lib/sandbox/api/store.ts';

const PODS = kindNamed('Pod');
const SETS = kindNamed('StatefulSet');

function pod(name: string, more: object = {}): Stored {
  const metadata = { name, namespace: 'n', uid: name, resourceVersion: '', creationTimestamp: '' };
  return { apiVersion: 'v1', kind: 'Pod', metadata, ...more };
}

const names = (objects: readonly Stored[]) => objects.map((object) => object.metadata.name);

describe('the store', () => {
  it('gives every write the next version, whatever its kind', () => {
    const store = createStore({ firstRevision: 7 });
    const versions = [store.put(PODS, pod('a')), store.put(SETS, pod('a')), store.put(PODS, pod('a'))];
    expect(versions.map((object) => object.metadata.resourceVersion)).to.deep.equal(['8', '9', '10']);
    expect(store.revision()).to.equal(10);
  });

  it('keeps what it was given apart from what the giver does with it later', () => {
    const store = createStore();
    const mine = pod('a', { spec: { count: 1 } });
    store.put(PODS, mine);
    (mine.spec as { count: number }).count = 2;
    expect(store.get(PODS, 'n', 'a')?.spec).to.deep.equal({ count: 1 });
  });

  it('remembers how it was at every version of its log: additions, changes and removals undone', () => {
    const store = createStore({ firstRevision: 0 });
    const shapes: string[][] = [names(store.list(PODS, 'n'))];
    const remember = () => shapes.push(names(store.list(PODS, 'n')));
    for (const name of ['b', 'a', 'c']) {
      store.put(PODS, pod(name));
      remember();
    }
    store.remove(PODS, pod('a'));
    remember();
    store.put(PODS, pod('a', { spec: 'new' }));
    remember();
    for (const [revision, shape] of shapes.entries()) {
      expect(names(store.listAt(PODS, 'n', revision)), `at ${revision}`).to.deep.equal(shape);
    }
    expect(store.listAt(PODS, 'n', 3).find((p) => p.metadata.name === 'a')?.spec).to.equal(undefined);
  });

  it('says 410 of a version that its log no longer reaches, and never loses what is there', () => {
    const store = createStore({ firstRevision: 0, logLength: 10 });
    for (let i = 0; i < 100; i++) store.put(PODS, pod(`p${i % 5}`));
    expect(() => store.since(PODS, 50)).to.throw('too old resource version: 50');
    expect(() => store.listAt(PODS, 'n', 50)).to.throw('too old resource version');
    expect(store.since(PODS, 95).length).to.equal(5);
    expect(store.list(PODS, null).length).to.equal(5);
  });

  it('forgets by compaction everything but the present', () => {
    const store = createStore();
    const first = Number(store.put(PODS, pod('a')).metadata.resourceVersion);
    store.put(PODS, pod('b'));
    store.compact();
    expect(() => store.since(PODS, first)).to.throw('too old');
    expect(store.since(PODS, store.revision())).to.deep.equal([]);
    expect(names(store.list(PODS, 'n'))).to.deep.equal(['a', 'b']);
  });

  it('tells its listeners at once and in order, until they leave', () => {
    const store = createStore();
    const seen: string[] = [];
    const leave = store.subscribe(({ type, object }) => seen.push(`${type} ${object.metadata.name}`));
    store.put(PODS, pod('a'));
    store.put(PODS, pod('a'));
    store.remove(PODS, pod('a'));
    leave();
    store.put(PODS, pod('b'));
    expect(seen).to.deep.equal(['ADDED a', 'MODIFIED a', 'DELETED a']);
  });
});
