import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { parse } from 'yaml';
import type { DatasetObjects, KubeObject } from '../../../lib/kube/objects.ts';
import { projectRoot } from '../../../lib/root.ts';
import type { RuntimeKind } from '../../../lib/runtimes/contract.ts';
import { kindOf, runtimeKinds } from '../../../lib/runtimes/kinds.ts';

interface Crd {
  spec: { names: { kind: string; plural: string }; versions: { subresources?: { scale?: object } }[] };
}

function runtime(kind: string, spec: object): KubeObject {
  const metadata = { name: 'spark', namespace: 'default', uid: 'u', resourceVersion: '1' };
  return { apiVersion: 'data.fluid.io/v1alpha1', kind, metadata, spec };
}

describe('the table of runtime kinds', () => {
  const TABLE: [string, string, RuntimeKind['writes'], string | undefined][] = [
    ['AlluxioRuntime', 'spark-worker', 'scale', undefined],
    ['CacheRuntime', 'spark-worker', 'worker', undefined],
    ['EFCRuntime', 'spark-worker', 'scale', undefined],
    ['GooseFSRuntime', 'spark-worker', 'scale', undefined],
    ['JindoRuntime', 'spark-jindofs-worker', 'scale', undefined],
    ['JuiceFSRuntime', 'spark-worker', 'scale', undefined],
    ['ThinRuntime', 'spark-worker', 'set', undefined],
    ['VineyardRuntime', 'spark-worker', 'scale', undefined],
    ['SomethingRuntime', 'spark-worker', null, 'KindUnknown'],
  ];
  for (const [kind, set, writes, whyNot] of TABLE)
    it(`says of ${kind} that its count is written by ${writes}`, () => {
      const entry = kindOf(kind);
      expect(entry.workerSetName('spark')).to.equal(set);
      expect(entry.writes).to.equal(writes);
      expect(entry.whyNot?.code).to.equal(whyNot);
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
      expect(entry?.writes === 'scale', names.kind).to.equal(versions[0]?.subresources?.scale !== undefined);
    }
  });

  const COUNTS: [string, Partial<DatasetObjects>, unknown][] = [
    ['of an AlluxioRuntime', { runtime: runtime('AlluxioRuntime', { replicas: 3 }) }, 3],
    ['of an AlluxioRuntime at 0', { runtime: runtime('AlluxioRuntime', { replicas: 0 }) }, 0],
    [
      'of worker.replicas, which scales nothing',
      { runtime: runtime('AlluxioRuntime', { worker: { replicas: 9 } }) },
      null,
    ],
    ['of a JindoRuntime', { runtime: runtime('JindoRuntime', { replicas: 2 }) }, 2],
    ['of a CacheRuntime', { runtime: runtime('CacheRuntime', { worker: { replicas: 4 } }) }, 4],
    [
      'of a ThinRuntime, in its StatefulSet',
      {
        runtime: runtime('ThinRuntime', { replicas: 9 }),
        workerSet: runtime('StatefulSet', { replicas: 2 }),
      },
      2,
    ],
    ['of a ThinRuntime without its StatefulSet', { runtime: runtime('ThinRuntime', { replicas: 9 }) }, null],
  ];
  for (const [what, given, count] of COUNTS)
    it(`reads the count where it stands: ${what}`, () => {
      const objects = { ...NOTHING, ...given };
      expect(kindOf(objects.runtime?.kind ?? '').replicas(objects)).to.equal(count);
    });
});

const NOTHING: DatasetObjects = {
  namespace: 'default',
  name: 'spark',
  dataset: null,
  runtime: null,
  workerSet: null,
  workerPods: [],
  slices: [],
  operations: [],
  owners: [],
};
