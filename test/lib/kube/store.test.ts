import { expect } from 'chai';
import type { KubeObject } from '../../../lib/kube/objects.ts';
import { createStore } from '../../../lib/kube/store.ts';

function pod(name: string, resourceVersion: string, uid = name): KubeObject {
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'n', uid, resourceVersion } };
}

function told(act: (store: ReturnType<typeof createStore>) => void): string[] {
  const log: string[] = [];
  const store = createStore(
    undefined,
    (type, { metadata }, previous) => {
      const before = previous ? ` from ${previous.metadata.uid}@${previous.metadata.resourceVersion}` : '';
      log.push(`${type} ${metadata.uid}@${metadata.resourceVersion}${before}`);
    },
    (error) => log.push(`fault ${String(error)}`),
  );
  act(store);
  return log;
}

describe('the store of a reflector', () => {
  it('tells each change once, with what was there before', () => {
    const log = told((store) => {
      store.upsert(pod('a', '1'));
      store.upsert(pod('a', '1'));
      store.upsert(pod('a', '2'));
      store.remove(pod('a', '3'));
      store.remove(pod('a', '3'));
    });
    expect(log).to.deep.equal(['added a@1', 'modified a@2 from a@1', 'deleted a@2 from a@2']);
  });

  it('tells an object made again under its name as gone and come', () => {
    const log = told((store) => {
      store.upsert(pod('a', '1', 'old'));
      store.upsert(pod('a', '9', 'new'));
    });
    expect(log).to.deep.equal(['added old@1', 'deleted old@1 from old@1', 'added new@9']);
  });

  it('is not moved by the late end of a former object of the same name', () => {
    const log = told((store) => {
      store.upsert(pod('a', '9', 'new'));
      store.remove(pod('a', '8', 'old'));
      expect(store.objects.size).to.equal(1);
    });
    expect(log).to.deep.equal(['added new@9']);
  });

  it('takes from a whole list nothing of what is known better', () => {
    const log = told((store) => {
      store.replace([pod('a', '1'), pod('b', '5')]);
      store.replace([pod('b', '2'), pod('c', '1'), pod('d', '1')], new Set(['n/a', 'n/b', 'n/c']));
      expect([...store.objects.keys()].sort()).to.deep.equal(['n/a', 'n/b', 'n/d']);
    });
    expect(log.slice(2)).to.deep.equal(['added d@1']);
  });

  it('takes from a whole list what came, changed and went', () => {
    const log = told((store) => {
      store.replace([pod('a', '1'), pod('b', '1'), pod('c', '1')]);
      store.replace([pod('b', '2'), pod('c', '1'), pod('d', '1')]);
      expect([...store.objects.keys()].sort()).to.deep.equal(['n/b', 'n/c', 'n/d']);
    });
    expect(log.slice(3)).to.deep.equal(['deleted a@1 from a@1', 'modified b@2 from b@1', 'added d@1']);
  });

  it('trims no object twice: of a version that is there, what is kept is what there is', () => {
    let trimmed = 0;
    const trim = (object: KubeObject) => {
      trimmed++;
      return { ...object };
    };
    const store = createStore(trim, undefined, () => undefined);
    store.upsert(pod('a', '1'));
    expect(store.keep(pod('a', '1'))).to.equal(store.objects.get('n/a'));
    expect(trimmed).to.equal(1);
    const next = store.keep(pod('a', '2'));
    expect(next).to.deep.equal(pod('a', '2'));
    store.replace([next as KubeObject]);
    expect(store.objects.get('n/a')).to.equal(next);
    expect(trimmed).to.equal(2);
  });

  it('keeps its state right when the listener throws, and reports it', () => {
    const faults: unknown[] = [];
    const thrown = new Error('listener');
    const listener = () => {
      throw thrown;
    };
    const store = createStore(undefined, listener, (error) => faults.push(error));
    store.replace([pod('a', '1'), pod('b', '1')]);
    expect(store.objects.size).to.equal(2);
    expect(faults).to.deep.equal([thrown, thrown]);
  });

  it('keeps an object whole when trimming it throws', () => {
    const faults: unknown[] = [];
    const trim = () => {
      throw new Error('trim');
    };
    const store = createStore(trim, undefined, (error) => faults.push(error));
    store.upsert(pod('a', '1'));
    expect(store.objects.get('n/a')).to.deep.equal(pod('a', '1'));
    expect(faults).to.have.length(1);
  });
});
