import { expect } from 'chai';
import fc from 'fast-check';
import type { Blind } from '../../../../lib/model/observation.ts';
import { clusterFigures, WANTED } from '../../../../lib/runtimes/alluxio/figures.ts';
import { isBlind } from '../../../../lib/runtimes/blind.ts';
import type { EngineFigures } from '../../../../lib/runtimes/contract.ts';
import { odd, pageWith, recordedPage, scanned } from '../engine-server.ts';
import { codeSaid } from '../said.ts';

const MIB = 2 ** 20;

const figuresOf = clusterFigures('alluxio-master');

function read(page: string): EngineFigures | Blind {
  return figuresOf(scanned(page, WANTED), { at: 5, address: 'master:1', runtime: null });
}

function codeOf(page: string): string {
  const result = read(page);
  return isBlind(result) ? codeSaid(result) : 'figures';
}

describe('figures of an Alluxio page', () => {
  const RECORDED: [string, Partial<EngineFigures>][] = [
    [
      '01-empty-1worker.prom',
      { capacityBytes: 128 * MIB, usedBytes: 0, workers: 1, lostWorkers: 0, ufsReadBytes: 0 },
    ],
    ['03-full.prom', { capacityBytes: 134217728, usedBytes: 133169152, workers: 1, ufsReadBytes: 134217728 }],
    ['03-full.prom', { servedBytes: 124485710 }],
    [
      '06-right-after-add.prom',
      { capacityBytes: 268435456, usedBytes: 133169152, workers: 2, ufsReadBytes: 368050176 },
    ],
    [
      '08-right-after-kill.prom',
      { capacityBytes: 268435456, usedBytes: 197132288, workers: 2, lostWorkers: 0 },
    ],
    [
      '53-two-tiers-full.prom',
      { capacityBytes: 402653184, usedBytes: 274726912, workers: 3, ufsReadBytes: 505413632 },
    ],
  ];
  for (const [file, figures] of RECORDED)
    it(`are those printed on ${file}, to the byte`, () => {
      expect(read(recordedPage(file))).to.include({
        source: 'alluxio-master',
        at: 5,
        evictions: null,
        ...figures,
      });
    });

  it('are those of all tiers together', () => {
    const page = recordedPage('53-two-tiers-full.prom');
    const sumOf = (series: string) =>
      [...page.matchAll(new RegExp(`^${series}Tier[A-Z]+ (\\S+)`, 'gm'))].reduce(
        (sum, [, n]) => sum + Number(n),
        0,
      );
    expect(read(page)).to.include({
      capacityBytes: sumOf('Cluster_CapacityTotal'),
      usedBytes: sumOf('Cluster_CapacityUsed'),
    });
  });

  const BAD: [string, string, string][] = [
    ['an empty page', '', 'EngineEmpty'],
    ['HTML', '<!DOCTYPE html><html></html>\n', 'EngineNotMetrics'],
    ['HTML after blank lines', '\n\n <html>\n', 'EngineNotMetrics'],
    ['JSON', '{"gauges":{}}\n', 'EngineNotMetrics'],
    ['a page of another program', '# HELP up\nup 1\n', 'EngineLacksMetrics'],
    ['a page without capacity', pageWith({ Cluster_CapacityTotal: null }), 'EngineLacksMetrics'],
    ['a page without used', pageWith({ Cluster_CapacityUsed: null }), 'EngineLacksMetrics'],
    ['a page without workers', pageWith({ Cluster_Workers: null }), 'EngineLacksMetrics'],
    ['a page cut in the middle', recordedPage('03-full.prom').slice(0, 50_000), 'EngineTruncated'],
    [
      'a page that lacks only its last line feed',
      recordedPage('03-full.prom').slice(0, -1),
      'EngineTruncated',
    ],
    [
      'zeros everywhere',
      pageWith({ Cluster_CapacityTotal: '0.0', Cluster_CapacityUsed: '0.0', Cluster_Workers: '0.0' }),
      'EngineAllZero',
    ],
    [
      'no capacity, but a worker',
      pageWith({ Cluster_CapacityTotal: '0.0', Cluster_CapacityUsed: '0.0' }),
      'EngineCapacityZero',
    ],
    [
      'no capacity, but something used',
      pageWith({ Cluster_CapacityTotal: '0.0', Cluster_Workers: '0.0' }),
      'EngineCapacityZero',
    ],
    ['capacity, but no worker', pageWith({ Cluster_Workers: '0.0' }), 'EngineNoWorkers'],
    ['NaN for used', pageWith({ Cluster_CapacityUsed: 'NaN' }), 'EngineNaN'],
    ['NaN for workers', pageWith({ Cluster_Workers: 'NaN' }), 'EngineNaN'],
    ['infinite capacity', pageWith({ Cluster_CapacityTotal: '+Inf' }), 'EngineInfinite'],
    ['a number too big for a double', pageWith({ Cluster_CapacityTotal: '1E999' }), 'EngineInfinite'],
    ['negative used', pageWith({ Cluster_CapacityUsed: '-1.0' }), 'EngineNegative'],
    ['minus infinity', pageWith({ Cluster_CapacityUsed: '-Inf' }), 'EngineInfinite'],
    ['negative capacity', pageWith({ Cluster_CapacityTotal: '-1.34217728E8' }), 'EngineNegative'],
    ['half a worker', pageWith({ Cluster_Workers: '1.5' }), 'EngineMalformed'],
    ['a word for used', pageWith({ Cluster_CapacityUsed: 'much' }), 'EngineMalformed'],
    ['used twice', `${recordedPage('03-full.prom')}Cluster_CapacityUsed 1.0\n`, 'EngineDuplicateSeries'],
    [
      'used twice, equal',
      `${recordedPage('03-full.prom')}Cluster_CapacityUsed 1.33169152E8\n`,
      'EngineDuplicateSeries',
    ],
    [
      '1600 % used, as recorded with the default reserve',
      recordedPage('50-two-tiers-reserved1GB.prom'),
      'EngineUsedAboveCapacity',
    ],
    [
      'a byte more than 110 % used',
      pageWith({ Cluster_CapacityTotal: '1000.0', Cluster_CapacityUsed: '1101.0' }),
      'EngineUsedAboveCapacity',
    ],
    [
      'exactly 110 % used',
      pageWith({ Cluster_CapacityTotal: '1000.0', Cluster_CapacityUsed: '1100.0' }),
      'figures',
    ],
    ['nothing used', pageWith({ Cluster_CapacityUsed: '0.0' }), 'figures'],
    ['minus zero used', pageWith({ Cluster_CapacityUsed: '-0.0' }), 'figures'],
  ];
  for (const [what, page, code] of BAD)
    it(`answer ${what} with ${code}`, () => {
      expect(codeOf(page)).to.equal(code);
    });

  const OPTIONAL: [string, string | null][] = [
    ['missing', null],
    ['NaN', 'NaN'],
    ['negative', '-1.0'],
    ['infinite', '+Inf'],
    ['no number', 'x'],
  ];
  for (const [what, value] of OPTIONAL)
    it(`say null, not zero, for lost workers and bytes read that are ${what}`, () => {
      const page = pageWith({
        Cluster_LostWorkers: value,
        Cluster_BytesReadUfsAll: value,
        Cluster_BytesReadRemote: value,
      });
      expect(read(page)).to.deep.include({
        lostWorkers: null,
        ufsReadBytes: null,
        servedBytes: null,
        usedBytes: 133169152,
      });
    });

  it('count as served what reached readers by any of the three ways', () => {
    const page = pageWith({
      Cluster_BytesReadRemote: '1.0E9',
      Cluster_BytesReadLocal: '200.0',
      Cluster_BytesReadDomain: '3.0',
    });
    expect(read(page)).to.include({ servedBytes: 1_000_000_203 });
  });

  it('never hold minus zero, which JSON would not give back', () => {
    expect(read(pageWith({ Cluster_CapacityUsed: '-0.0' }))).to.satisfy((one: EngineFigures) =>
      Object.is(one.usedBytes, 0),
    );
  });

  it('are, from a page cut anywhere, those of the whole page or none', () => {
    const page = recordedPage('03-full.prom');
    const whole = read(page) as EngineFigures;
    fc.assert(
      fc.property(fc.nat(page.length), (length) => {
        const result = read(page.slice(0, length));
        if (isBlind(result)) return;
        const { capacityBytes, usedBytes, workers } = whole;
        expect(result).to.include({ capacityBytes, usedBytes, workers });
      }),
      { numRuns: 200 },
    );
  });

  it('are well-formed or blind, whatever numbers and noise come', () => {
    const value = fc.oneof(
      { arbitrary: fc.nat(1000).map((n) => `${n}.0`), weight: 6 },
      { arbitrary: fc.double().map(String), weight: 1 },
      { arbitrary: odd(8), weight: 1 },
    );
    const names = ['Cluster_CapacityTotal', 'Cluster_CapacityUsed', 'Cluster_Workers', 'Cluster_LostWorkers'];
    const lines = fc.tuple(...names.map((name) => value.map((text) => `${name} ${text}`)));
    const noise = fc.array(odd(20), { maxLength: 4 });
    let wellFormed = 0;
    fc.assert(
      fc.property(lines, noise, (some, more) => {
        const result = read(`${[...more, ...some, ...more].join('\n')}\n`);
        if (isBlind(result)) return;
        wellFormed++;
        expect(result.capacityBytes).to.be.above(0);
        expect(result.workers).to.be.at.least(1);
        expect(result.usedBytes).to.be.within(0, result.capacityBytes * 1.1);
      }),
      { numRuns: 300 },
    );
    expect(wellFormed).to.be.above(20);
  });
});
