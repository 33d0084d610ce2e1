import { expect } from 'chai';
import * as z from 'zod';
import { createDaemon, type Daemon } from '../../../lib/daemon/daemon.ts';
import type { KeeperPorts } from '../../../lib/daemon/desk.ts';
import type { PatchRequest, PatchResult } from '../../../lib/daemon/ports.ts';
import type { Policy } from '../../../lib/decide/contract.ts';
import { decide } from '../../../lib/decide/decide.ts';
import type { DatasetObjects, KubeObject } from '../../../lib/kube/objects.ts';
import { emptyState, memoryOf, replayOne } from '../../../lib/ledger/replay.ts';
import type { DecisionRecord, LedgerEntry } from '../../../lib/model/records.ts';
import { loadDocuments } from '../../../lib/spec/load.ts';
import { policies } from '../../../policies/index.ts';
import { steppedClock } from '../../support/stepped-clock.ts';
import { blind, observation, serving } from '../decide/make.ts';
import { writer } from './world.ts';

/** `replicas.min` is wished for without any reading, and nothing but a budget holds the way there. */
const document = (name: string, min: number, more = '', interval = '5s') =>
  `apiVersion: fluid-autoscaler.dev/v1alpha1\nkind: DatasetAutoscaler\nmetadata: { name: ${name} }\nspec: { replicas: { min: ${min}, max: 20 }, adopt: move, interval: ${interval}, ${more} }\n`;
const priority = (n: number) => `policies: { budget: { priority: ${n} } }`;
const budget = (limit: string, datasets = '{}') =>
  `apiVersion: fluid-autoscaler.dev/v1alpha1\nkind: DatasetBudget\nmetadata: { name: pool }\nspec: { limit: ${limit}, datasets: ${datasets} }\n`;

/** Asks a plug-in, which here only takes its time. */
const asking: Policy = {
  name: 'asking',
  summary: 'asks',
  schema: z.strictObject({}),
  build: (config, setting) =>
    config === undefined ? {} : { asks: { policy: 'asking', config, setting, byClock: false } },
};

interface Dataset {
  replicas: number;
  generation: number;
  manager: string;
  labels: Record<string, string>;
  there: boolean;
}

/** Datasets of one worker each, in a cluster in memory, under a real daemon. */
function cluster(...names: readonly string[]) {
  const { clock, advance } = steppedClock();
  const datasets = new Map<string, Dataset>();
  for (const name of names)
    datasets.set(name, { replicas: 1, generation: 1, manager: 'someone', labels: {}, there: true });
  const entries: LedgerEntry[] = [];
  const totals: number[] = [];
  const warnings: string[] = [];
  const world = {
    patch: ({ name, to }: PatchRequest): PatchResult => {
      set(name, to, 'fluid-autoscaler');
      return { result: 'applied', text: '' };
    },
    leads: true,
    term: 1,
  };
  const of = (name: string) => datasets.get(name) as Dataset;
  const set = (name: string, replicas: number, manager: string) => {
    Object.assign(of(name), { replicas, manager, generation: of(name).generation + 1 });
    totals.push([...datasets.values()].reduce((sum, one) => sum + one.replicas, 0));
  };
  const objects = (namespace: string, name: string): DatasetObjects => {
    const { there, labels, generation, manager } = of(name);
    const metadata = { namespace, name, uid: name, resourceVersion: '1' };
    const object = (more: object, kind: string): KubeObject => ({
      apiVersion: 'data.fluid.io/v1alpha1',
      kind,
      metadata: { ...metadata, ...more },
    });
    const runtime = there ? object({ generation, managedFields: [writer(manager)] }, 'AlluxioRuntime') : null;
    const none = { workerSet: null, workerPods: [], slices: [], operations: [], owners: [] };
    return { namespace, name, dataset: object({ labels }, 'Dataset'), runtime, ...none };
  };
  const ports: KeeperPorts = {
    clock,
    cluster: {
      synced: () => true,
      objects,
      unseen: () => [],
      onDatasetChange: () => undefined,
      patch: async (request) => world.patch(request),
    },
    sight: {
      open: () => ({
        look: async () => undefined,
        observe: ({ name, runtime }, at) => {
          if (runtime === null) return { waiting: { code: 'NoRuntime', numbers: { dataset: name } } };
          const { replicas } = of(name);
          const known = { at, replicas, uid: name, workers: serving(replicas), reading: blind() };
          const perWorker = { blockBytes: 1, highWatermark: 1, declaredBytes: 2 ** 30 };
          return {
            observation: {
              ...observation(known),
              perWorker,
              runtime: { kind: 'AlluxioRuntime', namespace: 'default', name },
            },
          };
        },
      }),
    },
    ledger: {
      append: async (list) =>
        list.map((entry) => {
          entries.push(structuredClone(entry));
          return { seq: entries.length, hash: `h${entries.length}` };
        }),
    },
    leadership: { holds: () => world.leads, term: () => world.term },
    log: { info() {}, warn: (_, message) => warnings.push(message), error() {}, debug() {} },
    hashes: new Map(),
    plugins: {
      ask: async () => {
        await clock.sleep(3000);
        return { asking: { wishes: [], limits: [] } };
      },
      modules: () => [],
    },
    version: 'test',
    namespace: null,
  };
  const start = (dryRun = false): Daemon => {
    const state = emptyState();
    for (const [i, entry] of entries.entries())
      replayOne(state, { seq: i + 1, at: 0, prev: '', hash: '', entry: entry as never });
    return createDaemon(ports, { pace: { slowMs: 5000, fastestMs: 1000 }, dryRun }, (dataset) =>
      memoryOf(state, dataset, clock.now()),
    );
  };
  const follow = async (daemon: Daemon, ...texts: readonly string[]) => {
    const loaded = loadDocuments(texts.join('---\n'), 'p.yaml', [...policies, asking]);
    if (loaded.faults.length > 0) throw new Error(JSON.stringify(loaded.faults));
    await daemon.setBudgets(loaded.budgets);
    await daemon.setPolicies(new Map(loaded.documents.map((document) => [document.key, document])));
  };
  const counts = () => [...datasets].map(([name, { replicas }]) => `${name}:${replicas}`).join(' ');
  const decisions = () => entries.filter((entry): entry is DecisionRecord => entry.kind === 'decision');
  return { clock, advance, world, of, set, start, follow, counts, totals, warnings, entries, decisions };
}

describe('a daemon under a budget', () => {
  it('gives the higher priority what it wishes for, the lower one the rest, and never asks for more in all', async () => {
    const one = cluster('low', 'high');
    const daemon = one.start();
    await one.follow(
      daemon,
      document('low', 6, priority(1)),
      document('high', 4, priority(10)),
      budget('{ workers: 7 }'),
    );
    await one.advance(30_000);
    expect(one.counts()).to.equal('low:3 high:4');
    expect(Math.max(...one.totals)).to.equal(7);
    await daemon.stop();
  });

  it('lets the one that was cut grow after another gave back', async () => {
    const one = cluster('low', 'high');
    const daemon = one.start();
    const all = [
      document('low', 6, priority(1)),
      document('high', 4, priority(10)),
      budget('{ workers: 7 }'),
    ];
    await one.follow(daemon, ...all);
    await one.advance(30_000);
    one.set('high', 1, 'kubectl-scale');
    await one.follow(
      daemon,
      document('low', 6, priority(1)),
      document('high', 1, priority(10)),
      budget('{ workers: 7 }'),
    );
    await one.advance(30_000);
    expect(one.counts()).to.equal('low:6 high:1');
    await daemon.stop();
  });

  it('gives nobody what another has got while a plug-in was being asked', async () => {
    for (const appears of [5000, 6000, 7000, 8000]) {
      const one = cluster('low', 'high');
      one.of('high').there = false;
      const daemon = one.start();
      await one.follow(
        daemon,
        document(
          'low',
          6,
          'policies: { budget: { priority: 1 }, step: { up: [{ pods: 6, per: 1m }] }, asking: {} }',
        ),
        document('high', 4, priority(10), '1s'),
        budget('{ workers: 7 }'),
      );
      await one.advance(appears);
      one.of('high').there = true;
      await one.advance(30_000);
      expect(Math.max(...one.totals), `high appears after ${appears} ms`).to.equal(7);
      const stopped = daemon.stop();
      await one.advance(5000);
      await stopped;
    }
  });

  it('counts an intent of which nobody knows what became', async () => {
    const one = cluster('low', 'high');
    one.world.patch = ({ name, to }) => {
      if (name === 'high') return { result: 'unknown', text: 'time-out' };
      one.set(name, to, 'fluid-autoscaler');
      return { result: 'applied', text: '' };
    };
    const daemon = one.start();
    await one.follow(
      daemon,
      document('low', 9, priority(1)),
      document('high', 4, priority(10)),
      budget('{ workers: 7 }'),
    );
    await one.advance(20_000);
    expect(one.counts()).to.equal('low:3 high:1');
    await daemon.stop();
  });

  it('writes down the ceiling with each decision, so that it can be made again', async () => {
    const one = cluster('low', 'high');
    const daemon = one.start();
    const texts = [
      document('low', 6, priority(1)),
      document('high', 4, priority(10)),
      budget('{ workers: 7 }'),
    ];
    await one.follow(daemon, ...texts);
    await one.advance(30_000);
    await daemon.stop();
    const cut = one.decisions().findLast(({ dataset }) => dataset === 'default/low') as DecisionRecord;
    expect(cut.observation.budgets).to.deep.equal([
      {
        budget: 'pool',
        unit: 'workers',
        limit: 7,
        taken: 7,
        sum: 7,
        ceiling: 3,
        asked: 6,
        why: 'cut',
        others: ['default/high'],
        more: 0,
        full: true,
      },
    ]);
    const { plan } = loadDocuments(texts[0] as string, 'p.yaml', policies).documents[0] as {
      plan: Parameters<typeof decide>[0];
    };
    const state = emptyState();
    const at = one.entries.indexOf(cut);
    for (const [i, entry] of one.entries.slice(0, at).entries())
      replayOne(state, { seq: i + 1, at: 0, prev: '', hash: '', entry: entry as never });
    const history = state.datasets.get('default/low')?.history;
    const again = decide(plan, cut.observation, history as NonNullable<typeof history>, cut.decidedAt);
    expect([again.target, again.reason, again.rungs]).to.deep.equal([cut.target, cut.reason, cut.rungs]);
    expect(state.budgets.get('pool')?.text).to.include('workers: 7');
  });

  it('after a restart lets nobody grow before all were looked at, also those that are hardly ever', async () => {
    const one = cluster('eager', 'rare');
    one.of('rare').replicas = 5;
    const daemon = one.start();
    await one.follow(daemon, document('eager', 6), document('rare', 1, '', '1h'), budget('{ workers: 7 }'));
    await one.advance(4000);
    expect(one.counts()).to.equal('eager:1 rare:5');
    await one.advance(20_000);
    expect(one.counts()).to.equal('eager:2 rare:5');
    await daemon.stop();
  });

  it('looks at all anew when it comes to lead again', async () => {
    const one = cluster('a', 'b');
    const daemon = one.start();
    await one.follow(daemon, document('a', 3), document('b', 1), budget('{ workers: 4 }'));
    await one.advance(20_000);
    one.world.term = 2;
    one.set('b', 2, 'fluid-autoscaler');
    await one.follow(daemon, document('a', 9), document('b', 1), budget('{ workers: 6 }'));
    await one.advance(30_000);
    expect(one.counts()).to.equal('a:4 b:2');
    await daemon.stop();
  });

  it('of bytes goes by what a runtime declares where its engine cannot be read', async () => {
    const one = cluster('a');
    const daemon = one.start();
    await one.follow(daemon, document('a', 9), budget('{ bytes: 4GiB }'));
    await one.advance(20_000);
    expect(one.counts()).to.equal('a:4');
    await daemon.stop();
  });

  it('is over the datasets with a label, and leaves the others alone', async () => {
    const one = cluster('a', 'b');
    one.of('a').labels = { tier: 'gold' };
    const daemon = one.start();
    await one.follow(
      daemon,
      document('a', 9),
      document('b', 9),
      budget('{ workers: 2 }', '{ labels: { tier: gold } }'),
    );
    await one.advance(20_000);
    expect(one.counts()).to.equal('a:2 b:9');
    expect(
      one
        .decisions()
        .some(({ dataset, observation: { budgets } }) => dataset === 'default/b' && budgets !== undefined),
    ).to.equal(false);
    await daemon.stop();
  });

  it('says once, in the log, that it is over no dataset', async () => {
    const one = cluster('a');
    const daemon = one.start();
    await one.follow(daemon, document('a', 3), budget('{ workers: 2 }', '{ namespaces: [elsewhere] }'));
    await one.advance(20_000);
    expect(one.warnings).to.deep.equal([
      'no dataset with a policy document is under this budget: it limits nobody',
    ]);
    await daemon.stop();
  });

  it('is not held up by a dataset that is not there', async () => {
    const one = cluster('a', 'gone');
    one.of('gone').there = false;
    const daemon = one.start();
    await one.follow(daemon, document('a', 3), document('gone', 3), budget('{ workers: 3 }'));
    await one.advance(20_000);
    expect(one.counts()).to.equal('a:3 gone:1');
    await daemon.stop();
  });

  it('in a dry run tells each what it would be given, and changes nothing', async () => {
    const one = cluster('low', 'high');
    const daemon = one.start(true);
    await one.follow(
      daemon,
      document('low', 6, priority(1)),
      document('high', 4, priority(10)),
      budget('{ workers: 7 }'),
    );
    await one.advance(30_000);
    expect(one.counts()).to.equal('low:1 high:1');
    const would = daemon.statuses().map(({ decision }) => `${decision?.outcome} ${decision?.target}`);
    expect(would).to.deep.equal(['would 3', 'would 4']);
    await daemon.stop();
  });

  it('tells how each budget fares, and records when one is gone', async () => {
    const one = cluster('low', 'high');
    const daemon = one.start();
    const both = [document('low', 6, priority(1)), document('high', 4, priority(10))];
    await one.follow(daemon, ...both, budget('{ workers: 7 }'));
    await one.advance(30_000);
    expect(daemon.budgets()).to.deep.equal([
      { budget: 'pool', unit: 'workers', limit: 7, taken: 7, sum: 7, datasets: 2, cut: 1, waits: false },
    ]);
    await one.follow(daemon, ...both);
    await one.advance(30_000);
    expect(one.counts()).to.equal('low:6 high:4');
    const kinds = one.entries.map(({ kind }) => kind).filter((kind) => kind.startsWith('budget'));
    expect([kinds, daemon.budgets()]).to.deep.equal([['budget', 'budget-gone'], []]);
    await daemon.stop();
  });
});
