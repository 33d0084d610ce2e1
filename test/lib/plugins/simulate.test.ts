import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { DEFAULT_PACE } from '../../../lib/daemon/cadence.ts';
import { decide } from '../../../lib/decide/decide.ts';
import { emptyState, memoryOf, replayOne } from '../../../lib/ledger/replay.ts';
import type { DecisionRecord, PolicyRecord } from '../../../lib/model/records.ts';
import type { Plugins } from '../../../lib/plugins/load.ts';
import { documentOf } from '../../../lib/report/fields.ts';
import { projectRoot } from '../../../lib/root.ts';
import { loadScenario } from '../../../lib/simulate/scenario.ts';
import { type Simulation, simulate } from '../../../lib/simulate/simulate.ts';
import { runProgram } from '../../cmd/child.ts';
import { tempFolder } from '../../support/temp.ts';
import { folderOf, HANGS, load, planWith, sizing, WISHES } from './make.ts';

const EXAMPLE = join(projectRoot, 'examples/plugins');
const at = (file: string) => join(EXAMPLE, file);

describe('a simulation with a plug-in', function simulations() {
  this.timeout(120_000);
  let loaded: Plugins | undefined;
  afterEach(() => loaded?.close());

  const scenarioOf = (text: string) => {
    const { scenario, faults } = loadScenario(text, 'scenario.yaml');
    if (scenario === null) throw new Error(JSON.stringify(faults));
    return scenario;
  };
  const growing = scenarioOf(readFileSync(at('growing.yaml'), 'utf8'));
  const still = scenarioOf(`apiVersion: fluid-autoscaler.dev/v1alpha1
kind: Scenario
metadata: { name: still }
spec: { duration: 4h, dataset: { size: 1GiB }, workers: { capacity: 1GiB, replicas: 3 } }
`);

  async function play(text: string, written: string, more: Partial<Parameters<typeof simulate>[0]> = {}) {
    loaded = await load(folderOf({ 'own.mjs': text }), { within: HANGS });
    const plan = planWith(loaded, written);
    const policy = { plan, file: 'spark.yaml', text: '' };
    return simulate({ policy, scenario: still, plugins: loaded, ...more });
  }
  const changes = ({ changes: made }: Simulation) =>
    made.map((change) => `${(change.at - growing.startMs) / 60_000}m ${change.from} -> ${change.to}`);

  it('plays the example: the table of sizes, reached by steps', async () => {
    loaded = await load(EXAMPLE);
    const [text, file] = [readFileSync(at('spark.yaml'), 'utf8'), 'spark.yaml'];
    const plan = documentOf({
      kind: 'policy',
      dataset: 'default/spark',
      hash: '',
      file,
      text,
      windowMs: 0,
      plugins: loaded.modules,
    })?.plan;
    if (plan === undefined) throw new Error('the example cannot be read');
    const simulation = await simulate({ policy: { plan, file, text }, scenario: growing, plugins: loaded });
    expect(changes(simulation)).to.deep.equal([
      '0m 1 -> 2',
      '60m 2 -> 3',
      '65m 3 -> 4',
      '120m 4 -> 5',
      '125m 5 -> 6',
    ]);
  });

  it('gives the same bytes each time', async () => {
    const args = [
      'simulate',
      '--plugins',
      EXAMPLE,
      '-f',
      at('spark.yaml'),
      '--scenario',
      at('growing.yaml'),
      '-o',
      'json',
    ];
    const [once, again] = [await runProgram(args), await runProgram(args)];
    expect([once.err, once.exitCode]).to.deep.equal(['', 0]);
    expect(again.out).to.equal(once.out);
  });

  it('jumps over quiet time where the plug-in says that it does not read the clock, and comes to the same', async () => {
    const unread = sizing(WISHES, { more: "clock: 'unread'," });
    const jumped = await play(unread, '{ own: { to: 4 } }');
    loaded?.close();
    const walked = await play(unread, '{ own: { to: 4 } }', { jump: false });
    expect(jumped.taken).to.be.below(walked.taken / 2);
    expect(jumped.decisions).to.deep.equal(walked.decisions);
    expect(jumped.summary).to.deep.equal(walked.summary);
  });

  it('asks at every look where it does not say so: what it does by the clock is seen', async () => {
    const byClock = sizing(
      "const hour = Math.floor((context.now - context.history.firstSeen.at) / 3_600_000); return { says: 'wish', wish: 4 + hour, reason: 'by the hour' };",
    );
    const simulation = await play(byClock, '{ own: {}, step: { up: [{ pods: 8, per: 1s }] } }');
    expect(simulation.changes.map(({ to }) => to)).to.deep.equal([4, 5, 6, 7]);
    expect(simulation.taken).to.be.at.least((4 * 3600_000) / DEFAULT_PACE.slowMs);
  });

  it('with one that hangs comes out the same, since its rests pass on the simulation’s clock', async () => {
    const hangs = sizing(`if (config.bad && context.current === 3) for (;;); ${WISHES}`);
    const short = scenarioOf(`apiVersion: fluid-autoscaler.dev/v1alpha1
kind: Scenario
metadata: { name: short }
spec: { duration: 12s, dataset: { size: 1GiB }, workers: { capacity: 1GiB, replicas: 3 } }
`);
    const reasons = async () => {
      const { records } = await play(hangs, '{ own: { bad: true, to: 5 } }', { scenario: short });
      loaded?.close();
      return records.flatMap(({ entry }) => (entry.kind === 'decision' ? [entry.reason] : []));
    };
    const once = await reasons();
    expect(once[0]).to.deep.equal({ code: 'PluginHung', numbers: { policy: 'own', limit: 1500 } });
    expect(await reasons()).to.deep.equal(once);
  });

  it('leaves a ledger whose decisions are made again, byte for byte, without the plug-in', async () => {
    const body = `
      if (context.reading === null) return { says: 'blind', reason: 'dark' };
      if (context.current === 4) throw new Error('four');
      return { says: 'wish', wish: 2 + Math.round(context.now / 600_000) % 4, reason: 'a table' };`;
    const text = `apiVersion: fluid-autoscaler.dev/v1alpha1
kind: DatasetAutoscaler
metadata: { name: spark }
spec:
  replicas: { min: 1, max: 8 }
  policies: { own: {}, scaleDown: enabled, step: { up: [{ pods: 1, per: 1m }] } }
`;
    loaded = await load(folderOf({ 'own.mjs': sizing(body) }));
    const record = { kind: 'policy', dataset: '', hash: '', file: 'a.yaml', text, windowMs: 0 } as const;
    const document = documentOf({ ...record, plugins: loaded.modules });
    if (document === null) throw new Error('the document cannot be read');
    const policy = { plan: document.plan, file: 'a.yaml', text };
    const { records } = await simulate({ policy, scenario: still, plugins: loaded, keepQuiet: true });
    const state = emptyState();
    let [plan, again] = [document.plan, 0];
    const given = new Set<string>();
    for (const { seq, at: writtenAt, entry } of records) {
      if (entry.kind === 'policy') {
        // Out of the ledger: nothing of the loaded plug-in.
        const recorded = JSON.parse(JSON.stringify(entry)) as PolicyRecord;
        expect(recorded.plugins).to.deep.equal(loaded.modules);
        plan = documentOf(recorded)?.plan ?? plan;
      }
      if (entry.kind === 'decision') {
        const { decidedAt, observation, wishes, rungs, target, reason, outcome } = JSON.parse(
          JSON.stringify(entry),
        ) as DecisionRecord;
        const memory = memoryOf(state, 'default/spark', decidedAt);
        if (memory === null) throw new Error('nothing is remembered');
        const made = decide(plan, observation, memory.history, decidedAt);
        expect({ wishes, rungs, target, reason, outcome }).to.deep.equal({
          wishes: made.wishes,
          rungs: made.rungs,
          target: made.target,
          reason: made.reason,
          outcome: made.outcome,
        });
        for (const wish of wishes) given.add(wish.reason.code);
        again++;
      }
      replayOne(state, { seq, at: writtenAt, prev: '', hash: String(seq), entry } as never);
    }
    expect(again).to.be.at.least(5);
    expect(given).to.include('PluginThrew').and.to.include('PluginWishes');
  });

  it('leaves a ledger that explain and a replay of what really ran read without the plug-in', async () => {
    const ledger = join(tempFolder('plugin-ledger'), 'ledger');
    const scenario = ['--scenario', at('growing.yaml'), '--ledger', ledger];
    const played = await runProgram(['simulate', '--plugins', EXAMPLE, '-f', at('spark.yaml'), ...scenario]);
    expect([played.err, played.exitCode]).to.deep.equal(['', 0]);
    const told = await runProgram(['explain', 'spark', '--ledger', ledger, '--at', '2026-01-01T01:05:00Z']);
    expect(told.out).to.include('the plug-in tiers wishes for 4: 4.00 GiB is up to 5.00 GiB');
    const report = await runProgram(['report', '--ledger', ledger, '--replay', '-o', 'json']);
    expect(report.exitCode).to.equal(0);
    const { whatIf } = JSON.parse(report.out).datasets[0];
    expect(whatIf.error).to.include({ recorded: 5, replayed: 5, same: 5 });
  });
});
