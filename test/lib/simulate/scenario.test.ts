import { expect } from 'chai';
import { datasetsOf, loadScenario } from '../../../lib/simulate/scenario.ts';
import { formatFault } from '../../../lib/spec/fault.ts';
import { scenarioOf, scenarioText } from './make.ts';

const LEAST = '  duration: 1h\n  dataset: { size: 1GiB }\n  workers: { capacity: 1GiB }';
const SEVERAL = `  duration: 1h
  datasets:
    - dataset: { size: 1GiB, name: a }
      workers: { capacity: 1GiB }
      loads: [{ at: 0, rate: 1MiB/s }]
    - dataset: { size: 1GiB, name: b }
      workers: { capacity: 1GiB, replicas: 3 }
      reads: [{ at: 2h, rate: 1MiB/s }]`;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const START = Date.UTC(2026, 0, 1);

function offsets(spec: string, what: string): number[] {
  const { happenings, startMs } = scenarioOf(spec);
  return happenings.filter((one) => one.what === what).map(({ at }) => at - startMs);
}

describe('a scenario document', () => {
  it('says little, and the rest is the defaults', () => {
    const { startMs, durationMs, intervalMs, seed, dataset, workers, happenings } = scenarioOf(LEAST);
    expect([startMs, durationMs, intervalMs, seed]).to.deep.equal([START, HOUR, null, 1]);
    expect(dataset).to.deep.equal({ namespace: null, name: null, sizeBytes: 2 ** 30, sizeKnown: true });
    expect(workers).to.deep.equal({
      capacityBytes: 2 ** 30,
      blockBytes: 2 ** 26,
      replicas: 1,
      nodes: 100,
      startUpMs: { least: 3000, most: 3000 },
      registerMs: 2000,
      stopMs: 2000,
    });
    expect(happenings).to.deep.equal([]);
  });

  it('takes times since the start and instants alike', () => {
    const spec = `${LEAST}\n  scalings: [{ at: 5m, to: 2 }, { at: 2026-01-01T00:10:00Z, to: 3 }]`;
    expect(offsets(spec, 'someone scales')).to.deep.equal([300_000, 600_000]);
  });

  it('repeats: every day, so many times, until, on days of the week', () => {
    const days = (more: string) =>
      offsets(
        `  duration: 14d\n  dataset: { size: 1GiB }\n  workers: { capacity: 1GiB }\n  loads: [{ at: 8h, rate: 1MiB/s, every: 1d${more} }]`,
        'load',
      ).map((ms) => Math.floor(ms / DAY));
    expect(days('')).to.deep.equal([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]);
    expect(days(', times: 3')).to.deep.equal([0, 1, 2]);
    expect(days(', until: 2d')).to.deep.equal([0, 1]);
    // 2026-01-01 is a Thursday.
    expect(days(', on: [mon, fri]')).to.deep.equal([1, 4, 8, 11]);
    expect(days(', on: [sat, sun], times: 3')).to.deep.equal([2, 3, 9]);
  });

  it('takes up what repeats from before its start where it stands then', () => {
    const spec = `${LEAST}\n  start: 2026-01-01T00:00:00Z\n  reads: [{ at: 2025-12-31T12:30:00Z, every: 1h, for: 5m, rate: 1MiB/s }]`;
    expect(offsets(spec, 'reads')).to.deep.equal([30 * 60_000, 35 * 60_000]);
  });

  it('ends what lasts, where it ends before the scenario does', () => {
    const spec = `${LEAST}\n  outages: [{ at: 10m, for: 5m }, { at: 50m, for: 1d }]`;
    expect(offsets(spec, 'outage begins')).to.deep.equal([600_000, 3_000_000]);
    expect(offsets(spec, 'outage ends')).to.deep.equal([900_000]);
  });

  it('notes what never happens', () => {
    const { notes } = loadScenario(scenarioText(`${LEAST}\n  loads: [{ at: 2h, rate: 1MiB/s }]`), 's.yaml');
    expect(notes).to.deep.equal([
      'spec.loads[0] never happens: its first time is 2026-01-01T02:00:00Z, and the scenario goes from 2026-01-01T00:00:00Z for 1h',
    ]);
  });

  it('may be about several datasets, each with the fields of one', () => {
    const { scenario, notes } = loadScenario(scenarioText(SEVERAL), 's.yaml');
    const [a, b] = scenario === null ? [] : datasetsOf(scenario);
    expect([a?.dataset.name, b?.dataset.name]).to.deep.equal(['a', 'b']);
    expect([a?.workers.replicas, b?.workers.replicas]).to.deep.equal([1, 3]);
    expect([a?.durationMs, b?.durationMs]).to.deep.equal([HOUR, HOUR]);
    expect([a?.happenings.map(({ what }) => what), b?.happenings]).to.deep.equal([['load'], []]);
    expect(notes).to.deep.equal([
      'spec.datasets[1].reads[0] never happens: its first time is 2026-01-01T02:00:00Z, and the scenario goes from 2026-01-01T00:00:00Z for 1h',
    ]);
  });

  it('with a list of one dataset is the same as without the list', () => {
    const one = scenarioOf(
      '  duration: 1h\n  dataset: { size: 1GiB, name: a }\n  workers: { capacity: 1GiB }',
    );
    const list =
      '  duration: 1h\n  datasets: [{ dataset: { size: 1GiB, name: a }, workers: { capacity: 1GiB } }]';
    expect(scenarioOf(list)).to.deep.equal(one);
  });

  for (const [what, spec, fault] of [
    [
      'neither one dataset nor several',
      '  duration: 1h\n  workers: { capacity: 1GiB }',
      's.yaml:4:1: spec.dataset: give dataset and workers for one cache, or datasets for several',
    ],
    [
      'both one dataset and several',
      `${LEAST}\n  datasets: [{ dataset: { size: 1GiB, name: a }, workers: { capacity: 1GiB } }]`,
      's.yaml:6:12: spec.dataset: give dataset and workers for one cache, or datasets for several: with datasets, dataset belongs to one of them',
    ],
    [
      'a load outside of its several datasets',
      `${SEVERAL}\n  loads: [{ at: 0, rate: 1MiB/s }]`,
      'spec.loads: give dataset and workers for one cache, or datasets for several: with datasets, loads belongs to one of them',
    ],
    [
      'one of several datasets without a name',
      SEVERAL.replace('name: b', 'namespace: b'),
      'spec.datasets[1].dataset.name: one of several datasets needs a name',
    ],
    [
      'the same dataset twice',
      SEVERAL.replace('name: b', 'name: a'),
      's.yaml:10:36: spec.datasets[1].dataset.name: default/a is there already',
    ],
    [
      'more blocks in all its datasets than can be played',
      SEVERAL.replaceAll('1GiB', '40TiB'),
      'spec.datasets[1].dataset.size: the datasets have more than 1000000 blocks',
    ],
    [
      'a rate without its unit',
      `${LEAST}\n  loads: [{ at: 1m, rate: 40 }]`,
      's.yaml:8:27: spec.loads[0].rate: 40 is not allowed; allowed: a rate such as 40MiB/s',
    ],
    [
      'a field that is not there',
      `${LEAST}\n  load: []`,
      's.yaml:8:3: spec.load: unknown field "load"; did you mean "loads"?',
    ],
    [
      'a moment that is none',
      `${LEAST}\n  scalings: [{ at: noon, to: 1 }]`,
      's.yaml:8:20: spec.scalings[0].at: "noon" is not allowed; allowed: a time since the start such as 5m',
    ],
    [
      'a block larger than a worker',
      '  duration: 1h\n  dataset: { size: 1GiB }\n  workers: { capacity: 32MiB }',
      'block must not be above capacity',
    ],
    [
      'no duration',
      '  dataset: { size: 1GiB }\n  workers: { capacity: 1GiB }',
      's.yaml:4:1: spec.duration: required, but missing',
    ],
    [
      'a size of nothing',
      '  duration: 1h\n  dataset: { size: 0GiB }\n  workers: { capacity: 1GiB }',
      's.yaml:6:20: spec.dataset.size: "0GiB" is not allowed',
    ],
    [
      'far too many happenings',
      `${LEAST.replace('1h', '366d')}\n  scalings: [{ at: 1m, every: 1s, to: 1 }]`,
      's.yaml:8:31: spec.scalings[0].every: makes more than 200000 happenings',
    ],
    [
      'more blocks than can be played',
      '  duration: 1h\n  dataset: { size: 2PiB }\n  workers: { capacity: 1TiB }',
      's.yaml:6:20: spec.dataset.size: the dataset has more than 1000000 blocks; allowed: at most 1000000 blocks, growth included',
    ],
    [
      'a dataset that grows to more blocks than can be played',
      '  duration: 10d\n  dataset: { size: 1TiB, growth: [{ at: 0, every: 1d, by: 10TiB }] }\n  workers: { capacity: 1TiB }',
      'the dataset has more than 1000000 blocks',
    ],
    [
      'an outage of a kind unknown',
      `${LEAST}\n  outages: [{ at: 1m, engine: hang }]`,
      'did you mean "hangs"?',
    ],
    [
      'a start-up that ends before it begins',
      '  duration: 1h\n  dataset: { size: 1GiB }\n  workers: { capacity: 1GiB, startUp: { least: 2m, most: 1m } }',
      'least must not be above most',
    ],
  ] as const) {
    it(`with ${what} is refused, with file, line and column`, () => {
      const { scenario, faults } = loadScenario(scenarioText(spec), 's.yaml');
      expect(scenario).to.equal(null);
      expect(faults.map((one) => formatFault(one)).join('\n')).to.include(fault);
    });
  }

  for (const [what, text, fault] of [
    [
      'that is a policy',
      'apiVersion: fluid-autoscaler.dev/v1alpha1\nkind: DatasetAutoscaler\n',
      '"DatasetAutoscaler" is not allowed; allowed: Scenario',
    ],
    [
      'with a second document',
      `${scenarioText(LEAST)}---\n${scenarioText(LEAST)}`,
      's.yaml:8:1: a second document',
    ],
    ['that is empty', '# nothing\n', 'no scenario in this file'],
    ['that is no YAML', 'a: [\n', 'not YAML'],
    ['that is too large', `# ${'x'.repeat(70_000)}\n`, 'larger than 64 KiB'],
  ] as const) {
    it(`${what} is refused`, () => {
      const { scenario, faults } = loadScenario(text, 's.yaml');
      expect(scenario).to.equal(null);
      expect(faults.map((one) => formatFault(one)).join('\n')).to.include(fault);
    });
  }
});
