import { expect } from 'chai';
import fc from 'fast-check';
import { createClusterIndex } from '../../../lib/kube/cluster-index.ts';
import type { Role, WorkerSetOf } from '../../../lib/kube/filing.ts';
import type { KubeObject } from '../../../lib/kube/objects.ts';
import { byId, byName, chooseRuntime } from '../../../lib/kube/order.ts';
import {
  datasetId,
  datasetIdOf,
  listedReferences,
  mayBelongTo,
  operationTargets,
  owningDatasetUid,
  referencedDataset,
  scaleTargetKey,
  scaleTargetOf,
  setNameOf,
} from '../../../lib/kube/references.ts';
import { createStore, keyOf } from '../../../lib/kube/store.ts';
import { datasetsUsedBy } from '../../../lib/kube/users.ts';

const SPACES = ['a', 'a-b'];
/** The last is so long that its engine is found by the Dataset's uid; `b-c` of `a` and `c` of `a-b` share one label. */
const NAMES = ['c', 'b-c', 'c-worker', 'd'.repeat(61)];
const SETS = [...NAMES.map((name) => `${name}-worker`), ...NAMES.map((name) => `${name}-jindofs-worker`)];
const SET_KINDS = ['StatefulSet', 'AdvancedStatefulSet'] as const;
const RUNTIMES = ['AlluxioRuntime', 'JindoRuntime', 'CacheRuntime', 'ShellRuntime'];

const workerSetOf: WorkerSetOf = (kind, name) => {
  if (kind === 'ShellRuntime') return null;
  if (kind === 'CacheRuntime') return { kind: 'AdvancedStatefulSet', name: `${name}-worker` };
  return {
    kind: 'StatefulSet',
    name: kind === 'JindoRuntime' ? `${name}-jindofs-worker` : `${name}-worker`,
  };
};

/** One object as it is to be, or that it is gone. */
interface Step {
  readonly role: Role;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** The object is made anew when this changes. */
  readonly life: number;
  readonly gone: boolean;
  readonly more: { readonly metadata?: object; readonly spec?: unknown; readonly status?: unknown };
}

const space = fc.oneof({ weight: 3, arbitrary: fc.constant('a') }, fc.constantFrom(...SPACES));
/** Mostly the same one, so that objects meet. */
const name = fc.oneof({ weight: 3, arbitrary: fc.constant('c') }, fc.constantFrom(...NAMES));
const set = fc.oneof({ weight: 3, arbitrary: fc.constant('c-worker') }, fc.constantFrom(...SETS));
const key = fc.tuple(space, name).map((parts) => parts.join('/'));
const uidOf = (kind: string, namespace: string, called: string, life: number) =>
  `${kind}-${namespace}-${called}-${life}`;
const datasetUid = fc
  .tuple(space, name, fc.nat({ max: 1 }))
  .map(([namespace, called, life]) => uidOf('Dataset', namespace, called, life));

type More = Step['more'];
const nothing = fc.constant<More>({});
const owned = (owner: object): More => ({ metadata: { ownerReferences: [owner] } });

const dataset: fc.Arbitrary<More> = fc.oneof(
  nothing,
  key.map((of) => ({ spec: { mounts: [{ mountPoint: `dataset://${of}` }] } })),
  fc.array(key, { maxLength: 2 }).map((datasetRef) => ({ status: { datasetRef } })),
  fc.constantFrom('alluxio', 'jindo').map((type) => ({ status: { runtimes: [{ type }] } })),
);
const runtime: fc.Arbitrary<More> = fc.oneof(
  fc.integer({ min: 10, max: 12 }).map((hour) => ({ metadata: { creationTimestamp: `T${hour}` } })),
  datasetUid.map((uid) => owned({ kind: 'Dataset', uid })),
);
const workerSet: fc.Arbitrary<More> = fc.oneof(
  nothing,
  fc
    .tuple(fc.constantFrom(...RUNTIMES), name)
    .map(([kind, of]) => owned({ apiVersion: 'data.fluid.io/v1alpha1', kind, name: of })),
);
const pod: fc.Arbitrary<More> = fc.oneof(
  nothing,
  set.map((of) => owned({ kind: 'StatefulSet', name: of, controller: true })),
);
const slice: fc.Arbitrary<More> = fc
  .oneof(
    fc.tuple(space, name).map((parts) => parts.join('-')),
    datasetUid,
  )
  .map((id) => ({ metadata: { labels: { 'fluid.io/dataset-id': id } } }));
const operation: fc.Arbitrary<More> = fc.oneof(
  key.map((of) => {
    const [namespace, called] = of.split('/');
    return { spec: { dataset: { namespace, name: called } } };
  }),
  fc.tuple(name, name).map(([from, to]) => ({
    spec: { from: { dataset: { name: from } }, to: { dataset: { name: to } } },
  })),
);
const owner: fc.Arbitrary<More> = fc.oneof(
  nothing,
  fc
    .oneof(fc.tuple(fc.constantFrom(...RUNTIMES), name), fc.tuple(fc.constantFrom(...SET_KINDS), set))
    .map(([kind, of]) => {
      const groups: Record<string, string> = {
        StatefulSet: 'apps/v1',
        AdvancedStatefulSet: 'workload.fluid.io/v1alpha1',
      };
      const apiVersion = groups[kind] ?? 'data.fluid.io/v1alpha1';
      return { spec: { scaleTargetRef: { apiVersion, kind, name: of } } };
    }),
);
const user: fc.Arbitrary<More> = fc.array(name, { maxLength: 2 }).map((claims) => ({
  spec: { volumes: claims.map((claimName) => ({ persistentVolumeClaim: { claimName } })) },
}));

const called = (
  names: fc.Arbitrary<string>,
  kinds: readonly string[],
  role: Role,
  more: fc.Arbitrary<More>,
) =>
  fc.record<Step>({
    role: fc.constant(role),
    kind: fc.constantFrom(...kinds),
    namespace: space,
    name: names,
    life: fc.nat({ max: 1 }),
    gone: fc.boolean(),
    more,
  });
const few = fc.constantFrom('one', 'two');
const ordinals = fc.tuple(set, fc.constantFrom(0, 2, 10)).map((parts) => parts.join('-'));
const step = fc.oneof(
  { weight: 3, arbitrary: called(name, ['Dataset'], 'dataset', dataset) },
  { weight: 3, arbitrary: called(name, RUNTIMES, 'runtime', runtime) },
  { weight: 2, arbitrary: called(set, SET_KINDS, 'workerSet', workerSet) },
  { weight: 3, arbitrary: called(ordinals, ['Pod'], 'pod', pod) },
  called(few, ['EndpointSlice'], 'slice', slice),
  called(few, ['DataLoad', 'DataMigrate'], 'operation', operation),
  { weight: 2, arbitrary: called(few, ['HorizontalPodAutoscaler', 'ScaledObject'], 'owner', owner) },
  called(few, ['Pod'], 'user', user),
);

/** Says of all objects what the index says, by looking at each. */
function naive(all: readonly (readonly [Role, KubeObject])[]) {
  const those = (role: Role, is: (object: KubeObject) => boolean) =>
    all.filter(([of, object]) => of === role && is(object)).map(([, object]) => object);
  const claimsOf = (of: string) => {
    const referring = those('dataset', (one) => referencedDataset(one) === of).map(keyOf);
    const [own = null] = those('dataset', (one) => keyOf(one) === of);
    return [...new Set([of, ...referring, ...listedReferences(own)])];
  };
  return {
    objects(namespace: string, of: string) {
      const here = (object: KubeObject) => object.metadata.namespace === namespace;
      const own = (object: KubeObject) => here(object) && object.metadata.name === of;
      const [found = null] = those('dataset', own);
      const chosen = chooseRuntime(those('runtime', own), found);
      const crew = chosen && workerSetOf(chosen.kind, of);
      const isSet = (one: KubeObject) =>
        here(one) && one.kind === crew?.kind && one.metadata.name === crew.name;
      const [workers = null] = those('workerSet', isSet);
      const others = workers !== null && !mayBelongTo(workers, chosen?.kind ?? '', of);
      const id = datasetId(namespace, of, found?.metadata.uid ?? (chosen && owningDatasetUid(chosen)));
      const targets = [
        chosen && scaleTargetKey('data.fluid.io', chosen.kind, namespace, of),
        crew &&
          scaleTargetKey(
            crew.kind === 'StatefulSet' ? 'apps' : 'workload.fluid.io',
            crew.kind,
            namespace,
            crew.name,
          ),
      ];
      return {
        namespace,
        name: of,
        dataset: found,
        runtime: chosen,
        workerSet: others ? null : workers,
        workerPods: others
          ? []
          : those('pod', (one) => here(one) && setNameOf(one) === crew?.name).sort(byName),
        slices: those('slice', (one) => here(one) && datasetIdOf(one) === id).sort(byName),
        operations: those('operation', (one) => operationTargets(one).includes(`${namespace}/${of}`)).sort(
          byId,
        ),
        owners: those('owner', (one) => {
          const target = scaleTargetOf(one);
          return target !== null && targets.includes(target);
        }).sort(byId),
      };
    },
    claims: claimsOf,
    users: (of: string) =>
      those('user', (one) => datasetsUsedBy(one).some((each) => claimsOf(of).includes(each))).sort(byId),
    keys: [...new Set([...those('dataset', () => true), ...those('runtime', () => true)].map(keyOf))].sort(),
  };
}

const EVERY = SPACES.flatMap((namespace) => NAMES.map((of) => [namespace, of] as const));

/** An index behind stores, as reflectors are, and the model beside it. */
function createCluster() {
  const told = new Set<string>();
  const index = createClusterIndex(workerSetOf, (changed) => told.add(changed));
  const stores = new Map<string, { readonly role: Role; readonly store: ReturnType<typeof createStore> }>();
  let version = 0;

  function storeOf({ role, kind }: Step) {
    const fault = (error: unknown) => {
      throw error;
    };
    const made = () =>
      createStore(undefined, (type, object, previous) => index.apply(role, type, object, previous), fault);
    const entry = stores.get(`${role} ${kind}`) ?? { role, store: made() };
    stores.set(`${role} ${kind}`, entry);
    return entry.store;
  }
  return {
    index,
    /** @returns who was told */
    take(step: Step): ReadonlySet<string> {
      const { kind, namespace, name: of, life, more } = step;
      const identity = { name: of, namespace, uid: uidOf(kind, namespace, of, life) };
      const metadata = { ...identity, resourceVersion: String(++version), ...more.metadata };
      const object: KubeObject = { apiVersion: 'v1', kind, ...more, metadata };
      told.clear();
      if (step.gone) storeOf(step).remove(object);
      else storeOf(step).upsert(object);
      return told;
    },
    model: () =>
      naive(
        [...stores.values()].flatMap(({ role, store }) =>
          [...store.objects.values()].map((object) => [role, object] as const),
        ),
      ),
  };
}

describe('the index over a cluster', () => {
  const sequences = fc.array(step, { minLength: 1, maxLength: 60 });

  it('says the same as looking at every object', () => {
    fc.assert(
      fc.property(sequences, (steps) => {
        const { index, take, model } = createCluster();
        for (const each of steps) {
          take(each);
          const said = model();
          for (const [namespace, of] of EVERY) {
            const claims = index.claims(namespace, of);
            expect(index.objects(namespace, of)).to.deep.equal(said.objects(namespace, of));
            expect([...claims].sort()).to.deep.equal([...said.claims(`${namespace}/${of}`)].sort());
            expect(index.users(claims)).to.deep.equal(said.users(`${namespace}/${of}`));
          }
          expect(index.keys()).to.deep.equal(said.keys);
        }
      }),
    );
  });

  it('tells of each dataset that there is, or was, as soon as it says something else of it', () => {
    fc.assert(
      fc.property(sequences, (steps) => {
        const { index, take } = createCluster();
        const textOf = (namespace: string, of: string) => {
          const said = index.objects(namespace, of);
          return said.dataset === null && said.runtime === null ? null : JSON.stringify(said);
        };
        const known = new Map<string, string | null>();
        for (const each of steps) {
          const told = take(each);
          for (const [namespace, of] of EVERY) {
            const which = `${namespace}/${of}`;
            const text = textOf(namespace, of);
            if (text !== (known.get(which) ?? null)) expect([...told]).to.include(which);
            known.set(which, text);
          }
        }
      }),
      { numRuns: 800 },
    );
  });
});
