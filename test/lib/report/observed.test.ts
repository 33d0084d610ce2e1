import { expect } from 'chai';
import { observationLines } from '../../../lib/report/observed.ts';
import { NOON, observation, oneTroubled } from '../decide/make.ts';

describe('an observation, in words', () => {
  it('has a line for each worker that does not serve, below the workers', () => {
    const seen = observation({ replicas: 4, workers: oneTroubled(), reading: { used: 2, workers: 3 } });
    const lines = observationLines(seen, NOON);
    const at = lines.findIndex((line) => line.startsWith('  workers '));
    expect(lines.slice(at, at + 2)).to.deep.equal([
      '  workers   4 asked for, 3 serving, 1 pending, 0 terminating',
      '            spark-worker-3 does not serve for 20m: Unschedulable (0/4 nodes are available)',
    ]);
  });

  it('says of each source why it sees nothing, the most trusted first', () => {
    const other = { blind: true, source: 'prometheus', code: 'NoReading' } as const;
    const reading = { blind: true, source: 'http', code: 'NoReading', others: [other] } as const;
    const lines = observationLines({ ...observation(), reading }, NOON);
    const at = lines.findIndex((line) => line.startsWith('  cache '));
    expect(lines.slice(at, at + 2)).to.deep.equal([
      '  cache     blind: no reading of the cache has arrived yet (source http)',
      '            nor: no reading of the cache has arrived yet (source prometheus)',
    ]);
  });

  it('has a line for each pod that spoke for itself', () => {
    const pods = [{ pod: 'jfs-worker-0', usedBytes: 2 ** 29, capacityBytes: 2 ** 30 }];
    expect(observationLines(observation({ pods }), NOON)).to.include(
      '  pod       jfs-worker-0 512.00MiB of 1.00GiB (50%)',
    );
    expect(observationLines(observation(), NOON).join()).to.not.contain('  pod ');
  });
});
