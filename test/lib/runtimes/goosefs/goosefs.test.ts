import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { projectRoot } from '../../../../lib/root.ts';
import type { EngineFigures } from '../../../../lib/runtimes/contract.ts';
import { goosefs } from '../../../../lib/runtimes/goosefs/kind.ts';
import { goosefsMasters } from '../../../../lib/runtimes/goosefs/masters.ts';
import { scanned } from '../engine-server.ts';
import { changed, runtimeOf } from '../masters/engines.ts';

const PAGE = readFileSync(join(projectRoot, 'test/fixtures/goosefs/master.prom'), 'utf8');

function read(page: string): EngineFigures {
  const asked = { at: 5, address: 'master:1', runtime: null };
  return goosefsMasters.figuresOf(scanned(page, goosefsMasters.wanted), asked) as EngineFigures;
}

describe('a GooseFSRuntime', () => {
  it('is read as Alluxio is, under its own name', () => {
    expect(read(PAGE)).to.deep.equal({
      source: 'goosefs-master',
      at: 5,
      capacityBytes: 20_000_000,
      usedBytes: 10_157_399,
      workers: 1,
      lostWorkers: null,
      ufsReadBytes: 32_243_712,
      servedBytes: 20_310_917,
      evictions: null,
    });
  });

  it('counts as served what was read over the network under whichever name, once', () => {
    const own = changed(PAGE, { Cluster_BytesReadGooseFS: '1000.0' });
    expect(read(own).servedBytes).to.equal(20_310_917 + 1000);
    expect(read(own.replaceAll('BytesReadGooseFS ', 'BytesReadAlluxio ')).servedBytes).to.equal(20_311_917);
    expect(read(changed(PAGE, { Cluster_BytesReadGooseFS: null })).servedBytes).to.equal(null);
  });

  it('has block size, watermark and declared capacity as Alluxio, by properties of its own name', () => {
    const runtime = runtimeOf('GooseFSRuntime', {
      properties: {
        'goosefs.user.block.size.bytes.default': '16MB',
        'alluxio.user.block.size.bytes.default': '1MB',
      },
      tieredstore: { levels: [{ mediumtype: 'MEM', path: '/dev/shm', quota: '2Gi', high: '0.95' }] },
    });
    expect(goosefs.perWorker(runtime)).to.deep.equal({ blockBytes: 16 * 2 ** 20, highWatermark: 0.95 });
    expect(goosefs.declaredBytes(runtime)).to.equal(2 * 2 ** 30);
  });
});
