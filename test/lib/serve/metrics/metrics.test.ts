import { expect } from 'chai';
import { createMetrics } from '../../../../lib/serve/metrics/metrics.ts';
import type { DatasetStatus } from '../../../../lib/serve/shown.ts';
import { describeNeeding } from '../../../support/describe-needing.ts';
import { promtool, promtoolMissing } from '../../../support/promtool.ts';
import { GIB, makeWorld, NOON, type World } from '../../daemon/world.ts';
import { stagedSubject } from '../subject.ts';

const SERIES = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/;

/** Series by name and labels, as a scrape has them. */
function seriesOf(text: string): Map<string, number> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => {
      const [, name, labels = '', value] = SERIES.exec(line) ?? [];
      return [labels === '' ? `${name}` : `${name}{${labels}}`, Number(value)];
    }),
  );
}

const SPARK = 'dataset="spark",namespace="default"';
const setting = (lastGoodAt: number | null = null) => {
  const subject = stagedSubject(NOON);
  const metrics = createMetrics(
    () => subject,
    () => lastGoodAt,
  );
  /** Series that are about a dataset, with its labels sorted and written short. */
  const scrape = async () => {
    const all = [...seriesOf(await metrics.text())].map(([key, value]) => [sorted(key), value] as const);
    return new Map(all);
  };
  return { subject, metrics, scrape };
};

function sorted(key: string): string {
  return key.replace(/\{(.*)\}/, (_, labels: string) => `{${labels.split(',').sort().join(',')}}`);
}

async function looked(change: (world: World) => void = () => undefined): Promise<DatasetStatus> {
  const world = makeWorld();
  change(world);
  await world.tick();
  return world.keeper.status();
}

describe('a scrape', () => {
  it('has what was seen of a dataset and what was decided, under its namespace and name', async () => {
    const { subject, scrape } = setting(NOON - 7000);
    subject.statuses = [
      await looked((world) => {
        world.used = 0.94 * GIB;
        world.patch = () => ({ result: 'lost', text: '' });
      }),
    ];
    const found = await scrape();
    const expected: readonly [metric: string, labels: string, value: number][] = [
      ['dataset_fullness_ratio', SPARK, 0.94],
      ['dataset_used_bytes', SPARK, 0.94 * GIB],
      ['dataset_capacity_bytes', SPARK, GIB],
      ['dataset_size_bytes', SPARK, 2_909_879_074],
      ['dataset_blind', SPARK, 0],
      ['dataset_reading_age_seconds', SPARK, 7],
      ['dataset_replicas_asked', SPARK, 1],
      ['dataset_replicas_serving', SPARK, 1],
      ['dataset_replicas_min', SPARK, 1],
      ['dataset_replicas_max', SPARK, 4],
      ['dataset_replicas_wished', SPARK, 3],
      ['dataset_replicas_target', SPARK, 3],
      ['dataset_mode', 'dataset="spark",mode="auto",namespace="default"', 1],
      ['dataset_reason', 'dataset="spark",namespace="default",outcome="move",reason="AboveThreshold"', 1],
      ['policy_state', 'dataset="spark",namespace="default",policy="threshold",state="wishes"', 1],
      ['policy_replicas_wished', 'dataset="spark",namespace="default",policy="threshold"', 3],
      ['policy_binds', 'dataset="spark",namespace="default",policy="bounds"', 0],
      ['policy_binds', 'dataset="spark",namespace="default",policy="step"', 0],
    ];
    for (const [metric, labels, value] of expected)
      expect(found.get(`fluid_autoscaler_${metric}{${labels}}`), `${metric} ${labels}`).to.equal(value);
  });

  it('leaves out what is not known: absent is not zero', async () => {
    const { subject, scrape } = setting();
    subject.statuses = [
      await looked((world) => {
        world.reading = { blind: true, code: 'EngineTimeout', source: 'alluxio-master', numbers: {} };
        world.sizeBytes = null;
      }),
    ];
    const found = await scrape();
    expect(found.get(`fluid_autoscaler_dataset_blind{${SPARK}}`)).to.equal(1);
    const state = 'policy="threshold",state="blind"';
    expect(found.get(`fluid_autoscaler_policy_state{dataset="spark",namespace="default",${state}}`)).to.equal(
      1,
    );
    for (const name of [
      'fullness_ratio',
      'used_bytes',
      'size_bytes',
      'reading_age_seconds',
      'replicas_wished',
    ])
      expect(found.has(`fluid_autoscaler_dataset_${name}{${SPARK}}`), name).to.equal(false);
  });

  it('says which limiter cuts the wish', async () => {
    const { subject, scrape } = setting();
    subject.statuses = [
      await looked((world) => {
        world.used = 0.94 * GIB;
        world.sizeBytes = 10 * GIB;
      }),
    ];
    const found = await scrape();
    const binds = (policy: string) =>
      found.get(`fluid_autoscaler_policy_binds{dataset="spark",namespace="default",policy="${policy}"}`);
    expect([binds('bounds'), binds('scaleDown'), binds('step')]).to.deep.equal([0, 0, 1]);
  });

  it('has no series of a dataset that is gone', async () => {
    const { subject, scrape } = setting();
    subject.statuses = [await looked()];
    expect([...(await scrape()).keys()].some((key) => key.includes('spark'))).to.equal(true);
    subject.statuses = [];
    expect([...(await scrape()).keys()].some((key) => key.includes('spark'))).to.equal(false);
  });

  it('is the same text of a thousand datasets, which are read some at a time, as of each alone', async () => {
    const { subject, metrics } = setting();
    const status = await looked();
    const all = Array.from({ length: 1000 }, (_, i) => ({ ...status, dataset: `default/spark-${i}` }));
    subject.statuses = all;
    const text = await metrics.text();
    const dataLines = (page: string) => page.split('\n').filter((line) => line.includes('dataset='));
    const alone: string[] = [];
    for (const one of all.filter((_, i) => i % 249 === 0)) {
      subject.statuses = [one];
      alone.push(...dataLines(await metrics.text()));
    }
    expect(dataLines(text)).to.include.members(alone);
    expect(dataLines(text)).to.have.lengthOf((1000 * alone.length) / 5);
    expect(new Set(dataLines(text)).size).to.equal(dataLines(text).length);
    const headers = text.split('\n').filter((line) => line.startsWith('# TYPE'));
    expect(new Set(headers).size, 'each metric is introduced once').to.equal(headers.length);
  });
  it('lets what else there is to do go on between some datasets and the next', async () => {
    const { subject, metrics } = setting();
    const status = await looked();
    subject.statuses = Array.from({ length: 1000 }, (_, i) => ({ ...status, dataset: `default/spark-${i}` }));
    let most = 0;
    let turns = 0;
    const body = metrics.routes['/metrics']?.({} as never);
    for await (const part of (await body)?.body ?? []) {
      most = Math.max(most, part.split('\n').filter((line) => line.includes('dataset_used_bytes{')).length);
      turns += Number(part.includes('dataset_used_bytes{'));
    }
    expect([most, turns]).to.deep.equal([250, 4]);
  });

  it('is not mixed with another one that begins meanwhile, of other datasets', async () => {
    const { subject, metrics } = setting();
    const status = await looked();
    const named = (i: number) => ({ ...status, dataset: `default/spark-${i}` });
    subject.statuses = Array.from({ length: 600 }, (_, i) => named(i));
    const scrape = async () =>
      (await metrics.routes['/metrics']?.({} as never))?.body as AsyncIterable<string>;
    const lines: string[] = [];
    let begun = false;
    for await (const part of await scrape()) {
      lines.push(...part.split('\n').filter((line) => line.includes('dataset_replicas_min{')));
      if (begun || lines.length === 0) continue;
      begun = true;
      subject.statuses = [named(700), ...subject.statuses];
      for await (const _ of await scrape()) break;
    }
    expect([lines.length, new Set(lines).size]).to.deep.equal([600, 600]);
  });

  it('keeps a hostile name inside its label', async () => {
    const { subject, scrape } = setting();
    const status = await looked();
    subject.statuses = [{ ...status, dataset: 'default/a"} 1\nevil 2\\' }];
    const found = await scrape();
    expect([...found.keys()].filter((key) => key.startsWith('evil'))).to.deep.equal([]);
    expect(
      found.get('fluid_autoscaler_dataset_replicas_min{dataset="a\\"} 1\\nevil 2\\\\",namespace="default"}'),
    ).to.equal(1);
  });

  it('shows the daemon: ready, leading, its policies, its ledger', async () => {
    const { subject, scrape } = setting();
    const read = async (name: string) => (await scrape()).get(`fluid_autoscaler_${name}`);
    expect([await read('ready'), await read('leader'), await read('ledger_writable')]).to.deep.equal([
      1, 1, 1,
    ]);
    subject.daemon = {
      ...subject.daemon,
      leads: false,
      unready: ['no Lease'],
      notes: [],
      policies: { inForce: 3, faulty: 2 },
      ledger: { writable: false, head: 9, bytes: 10, segments: 2, waitingMs: 1500 },
    };
    const values = ['ready', 'leader', 'policies_in_force', 'policies_faulty', 'ledger_writable'].map(read);
    expect(await Promise.all(values)).to.deep.equal([0, 0, 3, 2, 0]);
    expect(await read('ledger_lag_seconds')).to.equal(1.5);
    expect(await read('ledger_head')).to.equal(9);
  });
});

describe('what is counted', () => {
  it('are decisions by outcome and reason, as they come into the ledger, quiet minutes by their looks', async () => {
    const { metrics, scrape } = setting();
    const world = makeWorld();
    const record = () => {
      for (const { entry } of world.records.splice(0)) metrics.recorded.entry(entry as never);
    };
    for (let i = 0; i < 30; i++) await world.tick(5);
    world.used = 0.94 * GIB;
    await world.tick();
    await world.keeper.flush();
    record();
    const found = await scrape();
    const count = (outcome: string, reason: string) =>
      found.get(`fluid_autoscaler_decisions_total{outcome="${outcome}",reason="${reason}"}`);
    expect([count('hold', 'BelowThreshold'), count('move', 'AboveThreshold')]).to.deep.equal([30, 1]);
    expect(found.get('fluid_autoscaler_patches_total{result="applied"}')).to.equal(1);
    expect(found.get('fluid_autoscaler_patches_total{result="refused"}'), 'known before the first').to.equal(
      0,
    );
  });

  it('are changes by others, and how long disk and API server took', async () => {
    const { metrics, scrape } = setting();
    const world = makeWorld();
    await world.tick();
    world.someone(2);
    await world.tick();
    for (const { entry } of world.records) metrics.recorded.entry(entry as never);
    metrics.recorded.appended(3, true);
    metrics.recorded.appended(9000, false);
    metrics.recorded.patched(40);
    const found = await scrape();
    expect(found.get('fluid_autoscaler_foreign_changes_total{by="other"}')).to.equal(1);
    expect(found.get('fluid_autoscaler_ledger_append_duration_seconds_count')).to.equal(1);
    expect(found.get('fluid_autoscaler_ledger_append_duration_seconds_bucket{le="0.005"}')).to.equal(1);
    expect(found.get('fluid_autoscaler_ledger_failures_total')).to.equal(1);
    expect(found.get('fluid_autoscaler_patch_duration_seconds_sum')).to.equal(0.04);
  });
});

describeNeeding(promtoolMissing(), 'promtool', () => {
  it('finds nothing to say about the metrics', async () => {
    const { subject, metrics } = setting(NOON);
    subject.statuses = [await looked((world) => (world.used = 0.94 * GIB))];
    metrics.recorded.appended(3, true);
    metrics.recorded.patched(40);
    expect(promtool(['check', 'metrics'], await metrics.text())).to.deep.equal({ code: 0, output: '' });
  });

  it('would say it', () => {
    const text =
      '# HELP seconds_of_things_total bad\n# TYPE seconds_of_things_total gauge\nseconds_of_things_total 1\n';
    expect(promtool(['check', 'metrics'], text).code).not.to.equal(0);
  });
});
