import { expect } from 'chai';
import { ceilingSeen, ceilingText } from '../../../lib/decide/ceiling.ts';
import { hitsOnShuffledEpochs } from '../../../lib/decide/fit.ts';
import { aboutCeilings } from '../../../lib/inspect/hints.ts';
import { loadDocuments } from '../../../lib/spec/load.ts';
import { policies } from '../../../policies/index.ts';
import { blind, GIB, MIB, observation } from './make.ts';

const usable = 960 * MIB;

describe('what a ceiling below full fit is worth', () => {
  it('is the share it holds, and the reads that hit on shuffled epochs', () => {
    expect(ceilingText({ sizeBytes: 10 * usable, copies: 1, usable, max: 4 })).to.equal(
      'replicas.max 4 holds 40% of the dataset (9.38GiB x 1 / 960.00MiB usable in a worker = 10 workers): about 9% hits on shuffled ' +
        'epochs, and full fit is not guarded; raise replicas.max to 10 to hold it all',
    );
  });

  const SHARES: [number, number][] = [
    [0.4, 0.0935],
    [0.5, 0.1534],
    [0.69, 0.3269],
    [0.9, 0.6697],
    [1, 1],
    [1.4, 1],
    [0, 0],
  ];
  for (const [share, hits] of SHARES) {
    it(`${share} of the dataset serves ${hits} of the reads`, () => {
      expect(hitsOnShuffledEpochs(share)).to.be.closeTo(hits, 0.0001);
    });
  }

  it('is not told where all of it fits, and never rounds a part to all or to nothing', () => {
    expect(ceilingText({ sizeBytes: 4 * usable, copies: 1, usable, max: 4 })).to.equal(null);
    expect(ceilingText({ sizeBytes: 4 * usable + 1, copies: 1, usable, max: 4 })).to.include(
      'holds more than 99%',
    );
    expect(ceilingText({ sizeBytes: 4000 * usable, copies: 1, usable, max: 4 })).to.include(
      'about less than 1% hits',
    );
  });

  it('counts copies, and goes by the size of the document before Fluid’s', () => {
    const seen = observation({ dataset: { copies: 2 } });
    expect(ceilingSeen(seen, { sizeBytes: undefined, max: 4 })).to.include('2.71GiB x 2');
    expect(ceilingSeen(seen, { sizeBytes: GIB, max: 4 })).to.equal(null);
    expect(
      ceilingSeen(observation({ dataset: { sizeBytes: null } }), { sizeBytes: undefined, max: 1 }),
    ).to.equal(null);
    expect(ceilingSeen(observation({ reading: blind() }), { sizeBytes: undefined, max: 1 })).to.equal(null);
  });

  const text = (more: string) => `apiVersion: fluid-autoscaler.dev/v1alpha1
kind: DatasetAutoscaler
metadata: { name: spark }
spec:
  replicas: { max: 2 }
  policies: { fit: {} }
${more}`;
  const load = (more: string) => loadDocuments(text(more), 'spark.yaml', policies).documents[0];

  it('is a note of validate, where the document says both sizes', () => {
    const notes = (more: string) =>
      load(more)?.notes.filter((note) => note.text.startsWith('replicas.max 2 holds 69%')) ?? [];
    expect(
      notes('  size: 2.71GiB\n  workerCapacity: 1GiB\n').map(({ path, line }) => [path, line]),
    ).to.deep.equal([['spec.replicas', 5]]);
    expect(notes('  size: 2.71GiB\n')).to.deep.equal([]);
  });

  it('is told by inspect of what it sees', () => {
    const document = load('');
    if (document === undefined) throw new Error('no document');
    const one = { namespace: 'default', name: 'spark', decision: null, reason: null };
    const policy = { plan: document.plan, file: 'spark.yaml', text: '' };
    const lines = aboutCeilings([
      { ...one, policy, observation: observation() },
      { ...one, policy: null, observation: observation() },
      { ...one, policy, observation: null },
    ]);
    expect(lines).to.have.lengthOf(1);
    expect(lines[0]).to.match(
      /^note: default\/spark: replicas\.max 2 holds 69% .* about 33% hits on shuffled epochs/,
    );
  });
});
