import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { parse } from 'yaml';
import type { KubeObject } from '../../../lib/kube/objects.ts';
import { projectRoot } from '../../../lib/root.ts';
import { kindOf, runtimeKinds } from '../../../lib/runtimes/kinds.ts';

interface Crd {
  spec: { names: { kind: string; plural: string }; versions: { subresources?: { scale?: object } }[] };
}

function runtime(kind: string, spec: object): KubeObject {
  const metadata = { name: 'spark', namespace: 'default', uid: 'u', resourceVersion: '1' };
  return { apiVersion: 'data.fluid.io/v1alpha1', kind, metadata, spec };
}

describe('the table of runtime kinds', () => {
  const TABLE: [string, string, 'scale' | 'none', string | undefined][] = [
    ['AlluxioRuntime', 'spark-worker', 'scale', undefined],
    ['CacheRuntime', 'spark-worker', 'none', 'KindCannotScale'],
    ['EFCRuntime', 'spark-worker', 'scale', 'KindNotReadyYet'],
    ['GooseFSRuntime', 'spark-worker', 'scale', 'KindNotReadyYet'],
    ['JindoRuntime', 'spark-jindofs-worker', 'scale', 'KindNotReadyYet'],
    ['JuiceFSRuntime', 'spark-worker', 'scale', 'KindNotReadyYet'],
    ['ThinRuntime', 'spark-worker', 'none', 'KindCannotScale'],
    ['VineyardRuntime', 'spark-worker', 'scale', 'KindNotReadyYet'],
    ['SomethingRuntime', 'spark-worker', 'none', 'KindUnknown'],
  ];
  for (const [kind, set, scale, whyNot] of TABLE)
    it(`says of ${kind}: ${whyNot ?? 'looked after'}`, () => {
      const entry = kindOf(kind);
      expect(entry.workerSetName('spark')).to.equal(set);
      expect(entry.scale).to.equal(scale);
      expect(entry.whyNot?.code).to.equal(whyNot);
      expect(entry.engine === null).to.equal(whyNot !== undefined);
      expect(entry.declaredBytes(runtime(kind, {})) ?? null).to.equal(null);
    });

  it('is in alphabetical order and names each kind once', () => {
    const kinds = runtimeKinds.map((entry) => entry.kind);
    expect(kinds).to.deep.equal([...new Set(kinds)].sort());
  });

  it('agrees with the definitions of Fluid 1.0.8 about plurals and /scale, and misses none of its kinds', () => {
    const folder = join(projectRoot, 'test/fixtures/fluid-crds');
    const runtimes = readdirSync(folder)
      .filter((file) => /_\w+runtimes\.yaml$/.test(file))
      .map((file) => (parse(readFileSync(join(folder, file), 'utf8')) as Crd).spec);
    expect(runtimes).to.have.length.above(6);
    for (const { names, versions } of runtimes) {
      const entry = runtimeKinds.find((one) => one.kind === names.kind);
      expect(entry?.plural, names.kind).to.equal(names.plural);
      expect(entry?.scale, names.kind).to.equal(versions[0]?.subresources?.scale ? 'scale' : 'none');
    }
  });

  it('reads the count where each kind keeps it', () => {
    expect(kindOf('AlluxioRuntime').replicas(runtime('AlluxioRuntime', { replicas: 3 }))).to.equal(3);
    expect(kindOf('AlluxioRuntime').replicas(runtime('AlluxioRuntime', { replicas: 0 }))).to.equal(0);
    expect(
      kindOf('AlluxioRuntime').replicas(runtime('AlluxioRuntime', { worker: { replicas: 9 } })),
    ).to.equal(null);
    expect(kindOf('JindoRuntime').replicas(runtime('JindoRuntime', { replicas: 2 }))).to.equal(2);
    expect(kindOf('CacheRuntime').replicas(runtime('CacheRuntime', { worker: { replicas: 4 } }))).to.equal(4);
  });
});
