import { expect } from 'chai';
import { editionOf } from '../../../../lib/runtimes/juicefs/edition.ts';
import { juicefs } from '../../../../lib/runtimes/juicefs/kind.ts';
import { GIB, juicefsObjects, MIB, pod } from './objects.ts';

const level = (given: object) => ({ tieredstore: { levels: [given, { quota: '500Gi' }] } });

describe('what a JuiceFSRuntime declares', () => {
  const declared: readonly [string, object, number | null][] = [
    ['the quota of its first level, and of no other', level({ quota: '40Gi' }), 40 * GIB],
    ['whole MiB of it', level({ quota: '1500K' }), MIB],
    ['a decimal quantity as Kubernetes has it', level({ quota: '10G' }), 9536 * MIB],
    ['a quantity without a unit', level({ quota: 2 * GIB }), 2 * GIB],
    [
      'the option cache-size in MiB, before the quota',
      { worker: { options: { 'cache-size': '2048' } }, ...level({ quota: '40Gi' }) },
      2 * GIB,
    ],
    ['the option with a unit', { worker: { options: { 'cache-size': '100GiB' } } }, 100 * GIB],
    [
      'an empty option is none',
      { worker: { options: { 'cache-size': '' } }, ...level({ quota: '1Gi' }) },
      GIB,
    ],
    ['no number', { worker: { options: { 'cache-size': 'lots' } } }, null],
    ['zero', level({ quota: '0' }), null],
    ['less than a MiB', level({ quota: '1000' }), null],
    ['a quotaList, which does nothing', { tieredstore: { levels: [{ quotaList: '1Gi,2Gi' }] } }, null],
    ['no levels', {}, null],
    ['levels that are no list', { tieredstore: { levels: 'x' } }, null],
  ];
  for (const [what, spec, bytes] of declared) {
    it(`${what}: ${bytes}`, () => {
      const { runtime } = juicefsObjects([pod(0)], { spec });
      expect(runtime && juicefs.declaredBytes(runtime)).to.equal(bytes);
    });
  }
});

describe('the edition of a JuiceFS dataset', () => {
  const dataset = (spec: unknown) => ({
    apiVersion: 'data.fluid.io/v1alpha1',
    kind: 'Dataset',
    metadata: { name: 'spark', namespace: 'default', uid: 'u', resourceVersion: '1' },
    spec,
  });
  const editions: readonly [string, unknown, string][] = [
    [
      'a metaurl among the secrets of the mount',
      { mounts: [{ encryptOptions: [{ name: 'token' }, { name: 'metaurl' }] }] },
      'community',
    ],
    [
      'a metaurl among the secrets of all mounts',
      { mounts: [{}], sharedEncryptOptions: [{ name: 'metaurl' }] },
      'community',
    ],
    ['a token', { mounts: [{ encryptOptions: [{ name: 'token' }] }] }, 'enterprise'],
    ['a metaurl that is no secret', { mounts: [{ options: { metaurl: 'redis://x' } }] }, 'enterprise'],
    ['nothing', {}, 'enterprise'],
    ['nonsense', { mounts: 'x', sharedEncryptOptions: 7 }, 'enterprise'],
  ];
  for (const [what, spec, edition] of editions) {
    it(`with ${what}: ${edition}`, () => {
      expect(editionOf(dataset(spec))).to.equal(edition);
    });
  }
});
