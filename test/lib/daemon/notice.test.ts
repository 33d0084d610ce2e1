import { expect } from 'chai';
import { countWriter, isOlderThan, whoChanged } from '../../../lib/daemon/notice.ts';
import type { DatasetObjects, KubeObject, ManagedField } from '../../../lib/kube/objects.ts';
import { countHolder } from '../../../lib/runtimes/holder.ts';

const owns = { 'f:spec': { 'f:replicas': {} } };

function runtime(managedFields: ManagedField[], resourceVersion = '7'): KubeObject {
  const metadata = { name: 'spark', namespace: 'default', uid: 'u', resourceVersion, managedFields };
  return { apiVersion: 'data.fluid.io/v1alpha1', kind: 'AlluxioRuntime', metadata };
}

describe('telling who wrote the count', () => {
  const cases: readonly [string, ManagedField[], string | null][] = [
    ['names nobody when no manager owns the count', [{ manager: 'a', fieldsV1: { 'f:spec': {} } }], null],
    [
      'names the one who owns it',
      [
        { manager: 'a', fieldsV1: owns },
        { manager: 'b', fieldsV1: {} },
      ],
      'a',
    ],
    [
      'prefers the writer of /scale where two agree on the number',
      [
        { manager: 'helm', fieldsV1: owns, time: '2026-11-22T12:00:00Z' },
        { manager: 'alice', fieldsV1: owns, subresource: 'scale' },
      ],
      'alice',
    ],
    [
      'prefers the later of two',
      [
        { manager: 'late', fieldsV1: owns, time: '2026-11-22T13:00:00Z' },
        { manager: 'early', fieldsV1: owns, time: '2026-11-22T12:00:00Z' },
      ],
      'late',
    ],
  ];
  for (const [title, fields, manager] of cases) {
    it(title, () => expect(countWriter(runtime(fields))?.manager ?? null).to.equal(manager));
  }

  it('of a CacheRuntime looks at the count of its workers, and at no other', () => {
    const cache = (fieldsV1: unknown) => ({ ...runtime([{ manager: 'a', fieldsV1 }]), kind: 'CacheRuntime' });
    expect(countWriter(cache({ 'f:spec': { 'f:worker': { 'f:replicas': {} } } }))?.manager).to.equal('a');
    expect(countWriter(cache({ 'f:spec': { 'f:master': { 'f:replicas': {} } } }))).to.equal(null);
    expect(countWriter(cache(owns))).to.equal(null);
  });
  it('of a ThinRuntime looks at its StatefulSet, for its own count scales nothing', () => {
    const thin = { ...runtime([{ manager: 'helm', fieldsV1: owns }]), kind: 'ThinRuntime' };
    const set = { ...runtime([{ manager: 'a', fieldsV1: owns, subresource: 'scale' }]), kind: 'StatefulSet' };
    const holder = countHolder({ runtime: thin, workerSet: set } as unknown as DatasetObjects);
    expect(holder === null ? null : countWriter(holder)?.manager).to.equal('a');
  });

  it('dates a write through /scale by nothing, because the API server does not', () => {
    expect(countWriter(runtime([{ manager: 'a', fieldsV1: owns, subresource: 'scale' }]))?.at).to.equal(null);
  });
});

describe('telling our own changes from everybody else’s', () => {
  const change = {
    to: 3,
    writer: { manager: 'fluid-autoscaler', at: null },
    unknownTo: null,
    watching: true,
    now: 1000,
    since: null as number | null,
  };
  const cases: readonly [string, object, string | null][] = [
    ['a person’s', { writer: { manager: 'kubectl-scale', at: null } }, 'other'],
    ['nobody’s name', { writer: null }, 'other'],
    ['our own, of unknown outcome, that arrived after all', { unknownTo: 3 }, null],
    ['our own, of unknown outcome, that left no name', { unknownTo: 3, writer: null }, null],
    ['another daemon’s, behind our back', {}, 'twin'],
    ['another daemon’s, while it led', { watching: false }, 'peer'],
  ];
  for (const [title, part, by] of cases) {
    it(`${title}: ${by ?? 'not counted twice'}`, () => {
      expect(whoChanged({ ...change, ...part })?.by ?? null).to.equal(by);
    });
  }

  it('never dates a change into the future', () => {
    const late = { ...change, writer: { manager: 'alice', at: 5000 } };
    expect(whoChanged(late)?.changedAt).to.equal(1000);
  });

  it('never dates a change before the last look, which did not show it: one of the two clocks is wrong', () => {
    const early = { ...change, writer: { manager: 'alice', at: 5 }, since: 900 };
    expect(whoChanged(early)?.changedAt).to.equal(900);
  });
});

describe('a watch that lags behind our own patch', () => {
  const objects = (version: string): DatasetObjects => ({
    namespace: 'default',
    name: 'spark',
    dataset: null,
    runtime: runtime([], version),
    workerSet: null,
    workerPods: [],
    slices: [],
    operations: [],
    owners: [],
  });
  const cases: readonly [string, string | null, boolean][] = [
    ['7', null, false],
    ['7', '8', true],
    ['8', '8', false],
    ['10', '9', false],
    ['99999999999999999998', '99999999999999999999', true],
    ['abc', 'abd', true],
  ];
  for (const [seen, patched, older] of cases) {
    it(`shows ${seen} after a patch at ${patched ?? 'none'}: ${older ? 'too old to act on' : 'good'}`, () => {
      expect(isOlderThan(objects(seen), patched)).to.equal(older);
    });
  }
});
