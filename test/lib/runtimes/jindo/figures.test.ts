import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import type { Blind } from '../../../../lib/model/observation.ts';
import { projectRoot } from '../../../../lib/root.ts';
import type { EngineFigures } from '../../../../lib/runtimes/contract.ts';
import { jindoFigures, WANTED } from '../../../../lib/runtimes/jindo/figures.ts';
import { scanned } from '../engine-server.ts';
import { changed, runtimeOf } from '../masters/engines.ts';
import { codeSaid } from '../said.ts';

const GIB = 2 ** 30;
const DISK = page('disk.prom');
const MEM = page('mem.prom');
const NAMES = {
  diskCap: 'jindofsx_ns_total_disk_cap',
  diskUsed: 'jindofsx_ns_total_used_disk_cap',
  memCap: 'jindofsx_ns_total_mem_cap',
  memUsed: 'jindofsx_ns_total_used_mem_cap',
};

function page(name: string): string {
  return readFileSync(join(projectRoot, 'test/fixtures/jindo', name), 'utf8');
}

function levels(...media: readonly string[]): object {
  return {
    tieredstore: { levels: media.map((mediumtype) => ({ mediumtype, path: '/cache', quota: '1Gi' })) },
  };
}

function read(text: string, spec: object): EngineFigures | Blind {
  const runtime = runtimeOf('JindoRuntime', spec);
  return jindoFigures(scanned(text, WANTED), { at: 5, address: 'master:1', runtime });
}

describe('figures of a Jindo page', () => {
  it('are those of the page, with what came from the cache and through it', () => {
    expect(read(DISK, levels('SSD'))).to.deep.equal({
      source: 'jindo-master',
      at: 5,
      capacityBytes: 3 * GIB,
      usedBytes: 2577399808,
      workers: 3,
      lostWorkers: null,
      ufsReadBytes: 2909798400,
      servedBytes: 2909798400 + 9663676416,
      evictions: null,
    });
  });

  const noDisk = { [NAMES.diskCap]: '0', [NAMES.diskUsed]: '0' };
  const noMem = { [NAMES.memCap]: '0', [NAMES.memUsed]: '0' };
  const CHOICES: [string, string, object, 'MEM' | 'DISK'][] = [
    ['both have capacity and the first tier is MEM', MEM, levels('MEM'), 'MEM'],
    ['both have capacity and the first tier is MEM, the second SSD', MEM, levels('MEM', 'SSD'), 'MEM'],
    ['both have capacity and the first tier is SSD', MEM, levels('SSD', 'MEM'), 'DISK'],
    ['both have capacity and the first tier is HDD', MEM, levels('HDD'), 'DISK'],
    ['both have capacity and there is no tier, as Fluid reads it', MEM, {}, 'DISK'],
    ['there is no tier and only memory has capacity', changed(MEM, noDisk), {}, 'MEM'],
    ['the first tier is SSD and only memory has capacity', changed(MEM, noDisk), levels('SSD'), 'MEM'],
    ['the first tier is MEM and only disk has capacity', changed(MEM, noMem), levels('MEM'), 'DISK'],
    ['the first tier is MEM and there is no series of memory', withoutMem(), levels('MEM'), 'DISK'],
  ];
  for (const [what, text, spec, medium] of CHOICES)
    it(`are of ${medium} where ${what}; never of both`, () => {
      const result = read(text, spec) as EngineFigures;
      const used = medium === 'MEM' ? 1610612736 : 1717986918;
      expect(result).to.include({ capacityBytes: 2 * GIB, usedBytes: used, workers: 2 });
    });

  function withoutMem(): string {
    return changed(MEM, { [NAMES.memCap]: null, [NAMES.memUsed]: null });
  }

  const DOUBTS: [string, Record<string, string | null>, string][] = [
    ['no number for the capacity of the pair that counts', { [NAMES.memCap]: 'much' }, 'EngineMalformed'],
    ['NaN for it', { [NAMES.memCap]: 'NaN' }, 'EngineNaN'],
    ['a negative one', { [NAMES.memCap]: '-1' }, 'EngineNegative'],
    ['capacity of it, and no series of what is used', { [NAMES.memUsed]: null }, 'EngineLacksMetrics'],
    [
      'neither pair',
      Object.fromEntries(Object.values(NAMES).map((name) => [name, null])),
      'EngineLacksMetrics',
    ],
    ['no capacity in either', { [NAMES.memCap]: '0', [NAMES.diskCap]: '0' }, 'EngineCapacityZero'],
  ];
  for (const [what, values, code] of DOUBTS)
    it(`are none, not those of the other pair, where the page has ${what}`, () => {
      const result = read(changed(MEM, values), levels('MEM'));
      expect('blind' in result ? codeSaid(result) : 'figures').to.equal(code);
    });

  it('say null for counters that are missing or no numbers, and never half a sum', () => {
    const backend = 'jindofsx_ns_backend_read_bytes_total';
    const local = 'jindofsx_ns_local_read_bytes_total';
    const remote = 'jindofsx_ns_remote_read_bytes_total';
    expect(read(changed(DISK, { [backend]: null }), {})).to.include({
      ufsReadBytes: null,
      servedBytes: null,
    });
    expect(read(changed(DISK, { [backend]: '-1' }), {})).to.include({
      ufsReadBytes: null,
      servedBytes: null,
    });
    expect(read(changed(DISK, { [local]: null, [remote]: null }), {})).to.include({
      ufsReadBytes: 2909798400,
      servedBytes: null,
    });
  });

  it('never take a name for one that only begins like it', () => {
    const window = 'jindofsx_ns_backend_read_bytes_total_window';
    expect(read(changed(DISK, { [window]: '7' }), {})).to.include({ ufsReadBytes: 2909798400 });
  });

  it('are well-formed or blind, whatever numbers come for whichever tier', () => {
    const value = fc.oneof(fc.nat(1000).map(String), fc.constantFrom('NaN', '-1', 'x', '0', '0.0'));
    const all = fc.tuple(value, value, value, value, value);
    fc.assert(
      fc.property(all, fc.constantFrom('MEM', 'SSD'), ([a, b, c, d, e], medium) => {
        const values = {
          [NAMES.diskCap]: a,
          [NAMES.diskUsed]: b,
          [NAMES.memCap]: c,
          [NAMES.memUsed]: d,
          jindofsx_ns_total_stsnodes_num: e,
        };
        const result = read(changed(DISK, values), levels(medium));
        if ('blind' in result) return;
        expect(result.capacityBytes).to.be.above(0);
        expect(result.workers).to.be.at.least(1);
        expect(result.usedBytes).to.be.within(0, result.capacityBytes * 1.1);
      }),
      { numRuns: 300 },
    );
  });
});
