import { expect } from 'chai';
import { loadScenario } from '../../../lib/simulate/scenario.ts';
import { simulate } from '../../../lib/simulate/simulate.ts';
import { ARTICLE_POLICY, changesOf, exampleText, policyOf, run } from './make.ts';

const ARTICLE = `  duration: 1h
  dataset: { size: 2.71GiB }
  workers: { capacity: 1GiB }
  loads: [{ at: 20s, rate: 40MiB/s }]`;

const policy = (spec: string) =>
  policyOf(
    `apiVersion: fluid-autoscaler.dev/v1alpha1\nkind: DatasetAutoscaler\nmetadata: { name: spark }\nspec:\n${spec}`,
  );

const codes = (simulation: Awaited<ReturnType<typeof run>>) =>
  simulation.decisions.map(({ outcome, reason }) => `${outcome} ${reason?.code ?? ''}`.trim());

describe('a simulation', () => {
  it("of the article's example goes 1 -> 3 at second 44, the first second at which the cache is 90 % full", async () => {
    const { scenario } = loadScenario(exampleText('scenarios/article.yaml'), 'article.yaml');
    if (scenario === null) throw new Error('no scenario');
    const simulation = await simulate({ policy: ARTICLE_POLICY, scenario });
    expect(changesOf(simulation)).to.deep.equal(['+44s 1 -> 3']);
    const moved = simulation.decisions.find(({ outcome }) => outcome === 'move');
    expect(moved?.reason).to.deep.equal({
      code: 'AboveThreshold',
      numbers: { fullness: 93_750, up: 90_000, fullFit: 3, wish: 3 },
    });
    expect(moved?.result).to.equal('applied');
    // It rests at 90.3 % of 3 GiB, above its threshold, and stays at 3.
    expect(simulation.decisions.at(-1)?.reason?.code).to.equal('FullNotNeeded');
  });

  for (const [kind, code] of [
    ['EFCRuntime', 'KindTellsNobody'],
    ['VineyardRuntime', 'KindTellsNobody'],
    ['JuiceFSRuntime', 'WorkersDoNotShare'],
  ] as const) {
    it(`of a ${kind} is blind to what the cache holds (${code}), and a window of time works`, async () => {
      const blind = ARTICLE.replace('size: 2.71GiB', `runtime: ${kind}, size: 2.71GiB`);
      const held = await run(blind, {});
      expect(changesOf(held)).to.deep.equal([]);
      expect(codes(held)).to.deep.equal([`hold ${code}`]);
      const windowed = policy(
        '  replicas: { max: 4 }\n  policies:\n    threshold: { up: 90% }\n    step: { up: [{ pods: 2, per: 10m }] }\n    schedule: [{ name: noon, start: 30 0 * * *, duration: 1h, atLeast: 3 }]',
      );
      expect(changesOf(await run(blind, { policy: windowed }))).to.deep.equal(['+1800s 1 -> 3']);
    });
  }

  for (const interval of ['1s', '5s', '1m', '7m']) {
    it(`looked at every ${interval}, is full from the same second on`, async () => {
      const { summary } = await run(
        `  duration: 1h\n  interval: ${interval}\n  dataset: { size: 2GiB }\n  workers: { capacity: 1GiB, nodes: 1 }\n  loads: [{ at: 0s, rate: 1024MiB/s }]`,
        { policy: policy('  replicas: { max: 1 }') },
      );
      // After a second the one GiB there is holds a GiB of the two.
      expect(summary.fullMs).to.equal(3_599_000);
    });
  }

  it('same inputs, same bytes; another seed, another run', async () => {
    const spec = `${ARTICLE.replace(' 1GiB }', ' 1GiB, startUp: { least: 1s, most: 3m } }')}`;
    const options = { keepQuiet: true };
    const [one, two, other] = await Promise.all([
      run(spec, options),
      run(spec, options),
      run(spec, { ...options, seed: 2 }),
    ]);
    expect(JSON.stringify(one)).to.equal(JSON.stringify(two));
    expect(JSON.stringify(one)).not.to.equal(JSON.stringify(other));
  });

  it('looks on its interval, the document before the scenario before the default of 15 s', async () => {
    const still = '  duration: 10m\n  dataset: { size: 1GiB }\n  workers: { capacity: 1GiB }';
    const looks = async (spec: string, interval = '') =>
      (await run(spec, { policy: policy(`  replicas: { max: 2 }${interval}`) })).summary.looks;
    expect(await looks(still)).to.equal(40);
    expect(await looks(`${still}\n  interval: 30s`)).to.equal(20);
    expect(await looks(`${still}\n  interval: 30s`, '\n  interval: 1m')).to.equal(10);
  });

  it('looks at once when something changed, so a cool-down begins when the last worker serves', async () => {
    const simulation = await run(`${ARTICLE}\n  interval: 1m`);
    const served = simulation.records.find(({ entry }) => entry.kind === 'served');
    const [change] = simulation.changes;
    // The set follows after 0.15 s, and a pod is Ready 3 s later.
    expect((served?.at ?? 0) - (change?.at ?? 0)).to.equal(3150);
  });

  it('draws start-up times between two, and waits for the slowest worker', async () => {
    const spec = ARTICLE.replace(' 1GiB }', ' 1GiB, startUp: { least: 1m, most: 5m } }');
    const { records, changes } = await run(spec);
    const served = records.find(({ entry }) => entry.kind === 'served');
    expect((served?.at ?? 0) - (changes[0]?.at ?? 0)).to.be.within(60_000, 300_150);
  });

  it('keeps workers Pending for which there is no node', async () => {
    const { samples, records } = await run(ARTICLE.replace(' 1GiB }', ' 1GiB, nodes: 2 }'));
    const last = samples.at(-1);
    expect([last?.replicas, last?.serving]).to.deep.equal([3, 2]);
    expect(records.some(({ entry }) => entry.kind === 'served')).to.equal(false);
  });

  for (const [engine, code] of [
    ['refuses', 'EngineRefused'],
    ['hangs', 'EngineTimeout'],
    ['closes', 'EngineClosed'],
    ['zeros', 'EngineAllZero'],
    ['unreachable', 'EngineUnreachable'],
  ] as const) {
    it(`holds while the engine ${engine}, and grows once it can be read again`, async () => {
      const simulation = await run(`${ARTICLE}\n  outages: [{ at: 30s, for: 5m, engine: ${engine} }]`);
      expect(codes(simulation)).to.include(`hold ${code}`);
      expect(changesOf(simulation)).to.deep.equal(['+330s 1 -> 3']);
      expect(simulation.summary.blindMs).to.equal(300_000);
    });
  }

  it('is blind while the master restarts, and not for longer', async () => {
    const simulation = await run(`${ARTICLE}\n  masterRestarts: [{ at: 10m, down: 22s }]`);
    expect(codes(simulation)).to.include('hold EngineRefused');
    expect(simulation.summary.blindMs).to.be.within(30_000, 31_500);
  });

  it("respects somebody else's change for an hour", async () => {
    const spec = `${ARTICLE}\n  scalings: [{ at: 10m, to: 1, by: ana }]`.replace('1h', '3h');
    const simulation = await run(spec);
    const [grown, lowered, again] = simulation.changes;
    expect([grown?.to, lowered?.to, lowered?.manager, again?.to]).to.deep.equal([3, 1, 'ana', 3]);
    expect((again?.at ?? 0) - (lowered?.at ?? 0)).to.be.within(3_600_000, 3_605_000);
    expect(simulation.summary.scalingsByOthers).to.equal(1);
    expect(simulation.decisions.find(({ outcome }) => outcome === 'other')?.sentence).to.equal(
      'ana set the count',
    );
  });

  it('a lost worker takes its data along, and comes back empty', async () => {
    const spec =
      '  duration: 1h\n  dataset: { size: 2.71GiB }\n  workers: { capacity: 1GiB, replicas: 3 }\n  loads: [{ at: 0, rate: 200MiB/s }]\n  lostWorkers: [{ at: 10m, ordinal: 1, for: 20m }]';
    const { samples, summary } = await run(spec);
    const serving = (minute: number) =>
      samples.find(({ at }) => at === (samples[0]?.at ?? 0) + minute * 60_000)?.serving;
    expect([9, 11, 29, 31].map(serving)).to.deep.equal([3, 2, 2, 3]);
    expect(summary.lostBytes).to.be.greaterThan(0.8 * 2 ** 30);
    expect(summary.workers).to.deep.equal({ min: 3, max: 3, mean: 3 });
  });

  it('grows with its dataset', async () => {
    const spec = `  duration: 3d
  interval: 1m
  dataset: { size: 0.5GiB, growth: [{ at: 12h, every: 1d, by: 1GiB }] }
  workers: { capacity: 1GiB }
  loads: [{ at: 13h, every: 1d, rate: 100MiB/s }]`;
    const simulation = await run(spec, {
      policy: policy(
        '  replicas: { max: 9 }\n  policies: { threshold: { up: 90% }, step: { up: [{ pods: 1, per: 1m }] } }',
      ),
    });
    expect(simulation.changes.map(({ from, to }) => `${from} -> ${to}`)).to.deep.equal([
      '1 -> 2',
      '2 -> 3',
      '3 -> 4',
    ]);
  });

  it('a dry run moves nothing and says what it would do', async () => {
    const simulation = await run(ARTICLE, {
      policy: policy('  mode: dry-run\n  replicas: { max: 4 }\n  policies: { threshold: { up: 90% } }'),
    });
    expect(simulation.changes).to.deep.equal([]);
    expect(
      simulation.decisions.some(({ outcome, from, to }) => outcome === 'would' && from === 1 && to === 2),
    ).to.equal(true);
  });

  it('shows how things stood at even distances, at most 2,000 times, from the start to the end', async () => {
    const { samples } = await run(ARTICLE.replace('1h', '1d'));
    expect(samples.length).to.be.within(1000, 2001);
    const [first, second] = samples;
    expect((second?.at ?? 0) - (first?.at ?? 0)).to.equal(45_000);
    expect((samples.at(-1)?.at ?? 0) - (first?.at ?? 0)).to.equal(86_400_000);
    const every = (await run(ARTICLE, { sampleMs: 600_000 })).samples;
    expect(every.map(({ replicas }) => replicas)).to.deep.equal([1, 3, 3, 3, 3, 3, 3]);
  });

  it('keeps the records a ledger would hold: start, policy, seen, each intent with its conclusion, stop', async () => {
    const { records } = await run(ARTICLE, { keepQuiet: true });
    const kinds = records.map(({ entry }) => entry.kind);
    expect(kinds.slice(0, 4)).to.deep.equal(['start', 'policy', 'seen', 'decision']);
    expect(kinds.at(-1)).to.equal('stop');
    const intent = kinds.indexOf('intent');
    expect(kinds.slice(intent - 1, intent + 2)).to.deep.equal(['decision', 'intent', 'conclusion']);
    expect(kinds.filter((kind) => kind === 'quiet').length).to.be.within(45, 62);
  });

  it('ends, with its error, when who watches it wants no more', async () => {
    const stop = new Error('interrupted');
    const breathe = () => Promise.reject(stop);
    const failed = await run(ARTICLE.replace('1h', '1d'), { breathe, jump: false }).then(
      () => null,
      (error: unknown) => error,
    );
    expect(failed).to.equal(stop);
  });
});
