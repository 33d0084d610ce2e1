import { expect } from 'chai';
import type { DatasetStatus } from '../../../lib/daemon/ports.ts';
import { decide } from '../../../lib/decide/decide.ts';
import { aboutReadings, forbiddenProxies, unseenKinds, unwatchedKinds } from '../../../lib/inspect/hints.ts';
import { wayFrom } from '../../../lib/inspect/inspect.ts';
import { type Inspected, inspectedOf, isRead } from '../../../lib/inspect/inspected.ts';
import { inspectListing, newsAfter } from '../../../lib/inspect/listing.ts';
import type { Blind, Observation, Reason } from '../../../lib/model/observation.ts';
import { printList } from '../../../lib/report/print.ts';
import {
  history,
  NOON,
  type ObservationWishes,
  observation,
  oneTroubled,
  SECOND,
  serving,
} from '../decide/make.ts';
import { articleText, documentOf } from '../report/make.ts';

const AWAY: Reason = {
  code: 'EngineNotReachableHere',
  numbers: { address: '10.98.0.12:22864', why: 'ENETUNREACH' },
};
const FORBIDDEN: Reason = { code: 'ProxyForbidden', numbers: { service: 'default/s', text: 'no' } };
const FALLBACK: Reason = {
  code: 'StatusFallback',
  numbers: { object: 'AlluxioRuntime', age: 40 * SECOND, behind: 90 * SECOND },
};
const blindFor = (reason: Reason): Blind => ({ blind: true, source: 'alluxio-master', ...reason });
/** Full by a status of 40 s ago, because of `why`. */
const byStatus = (why: Reason): ObservationWishes => ({
  reading: { used: 0.96, source: 'status', at: NOON - 40 * SECOND, notes: [FALLBACK, why] },
});

interface Looked {
  readonly seen?: ObservationWishes;
  /** Added to the article's document; null: no document. */
  readonly spec?: string | null;
}

/** As the keeper shows it after one look. */
function inspected({ seen = {}, spec = '' }: Looked): Inspected {
  const policy = spec === null ? null : documentOf(`${articleText}${spec}`);
  const observed: Observation = observation(seen);
  const { plan } = policy ?? documentOf(articleText);
  const decision = decide(plan, observed, history(), NOON);
  const status: DatasetStatus = {
    dataset: 'default/spark',
    plan,
    observation: observed,
    decision,
    reason: decision.reason,
    history: null,
  };
  return inspectedOf(status, policy);
}

async function lineOf(seen: Inspected, output: 'table' | 'wide' = 'table'): Promise<string> {
  const [, line = ''] = (await printList([seen], inspectListing(false), output)).split('\n');
  return line.replaceAll(/ {3,}/g, ' | ');
}

describe('a line of inspect', () => {
  const cases: readonly [string, Looked, RegExp][] = [
    [
      'a cache that has room',
      { seen: { reading: { used: 0.5 } } },
      /^spark \| AlluxioRuntime \| 512.00MiB \| 1.00GiB \| 50% \| alluxio-master \| 0s \| 1\/1 \| stays at 1 \| BelowThreshold: /,
    ],
    [
      'a cache that is full',
      { seen: { reading: { used: 0.96 } } },
      / \| 96% \| alluxio-master \| 0s \| 1\/1 \| 1 -> 3 \| AboveThreshold: the cache is 96% full/,
    ],
    [
      'utilization of the capacity, not of the dataset',
      { seen: { reading: { used: 0.5 }, dataset: { sizeBytes: 2 ** 40 } } },
      / \| 50% \| /,
    ],
    [
      'workers that serve of those asked for',
      { seen: { replicas: 3, workers: serving(1, 3) } },
      / \| 1\/3 \| /,
    ],
    [
      'a document that only tries',
      { seen: { reading: { used: 0.96 } }, spec: '  mode: dry-run\n' },
      / 1 -> 3 \(dry-run\) \| /,
    ],
    [
      'why it would move, when the last word is only that it is paused',
      {
        seen: { reading: { used: 0.96 } },
        spec: '  mode: paused\n  paused: { by: ops, why: holidays }\n',
      },
      / 1 -> 3 \(paused\) \| Paused: the cache is 96% full.*; .*ops/,
    ],
    [
      'a person’s pause',
      { seen: { reading: { used: 0.96 }, control: { pause: { by: 'jane', why: 'holidays', until: null } } } },
      / 1 -> 3 \(paused\) \| PausedByAnnotation: the cache is 96% full.*; paused by jane/,
    ],
    [
      'a dataset without a document',
      { seen: { reading: { used: 0.96 } }, spec: null },
      / \| no policy \| -$/,
    ],
    [
      'of one that is held anyway, why',
      {
        seen: {
          obstacle: { code: 'DatasetNotBound', numbers: { runtime: 'default/spark', phase: 'Failed' } },
        },
        spec: null,
      },
      / \| no policy \| DatasetNotBound: /,
    ],
    [
      'of one whose engine is silent, why',
      { seen: { reading: blindFor({ code: 'EngineNotFound', numbers: { address: 'a:1' } }) }, spec: null },
      /^spark \| AlluxioRuntime \| - \| - \| - \| - \| - \| 1\/1 \| no policy \| EngineNotFound: /,
    ],
    [
      'an engine that is not reachable from here, without a decision that a daemon inside might not take',
      { seen: { reading: blindFor(AWAY) } },
      /^spark \| AlluxioRuntime \| - \| - \| - \| - \| - \| 1\/1 \| unknown \| EngineNotReachableHere: engine not reachable from here: 10\.98\.0\.12:22864/,
    ],
    [
      'the decision by a status that stands in for it, marked, with its age',
      { seen: byStatus(AWAY) },
      / \| 96% \| status \| 40s \| 1\/1 \| 1 -> 3 \(by status\) \| AboveThreshold: /,
    ],
    [
      'nothing marked where the daemon itself would have to take the status',
      { seen: byStatus({ code: 'EngineNotFound', numbers: { address: 'a:1' } }) },
      / \| status \| 40s \| 1\/1 \| 1 -> 3 \| /,
    ],
    [
      'without a document, no note of the reading for a reason, not even that a status stands in: both have their columns',
      { seen: byStatus(AWAY), spec: null },
      / \| status \| 40s \| 1\/1 \| no policy \| -$/,
    ],
    [
      'without a document and without a reading, that the engine is not reachable from here',
      { seen: { reading: blindFor(AWAY) }, spec: null },
      / \| no policy \| EngineNotReachableHere: engine not reachable from here: 10\.98\.0\.12:22864/,
    ],
    [
      'that an engine is blind to the daemon, too, as its decision',
      { seen: { reading: blindFor({ code: 'EngineNotFound', numbers: { address: 'a:1' } }) } },
      / \| stays at 1 \| .*404/,
    ],
  ];
  for (const [name, looked, expected] of cases) {
    it(`shows ${name}`, async () => {
      expect(await lineOf(inspected(looked))).to.match(expected);
    });
  }

  it('says a note on a reading once, not as the reason of a dataset without a document as well', async () => {
    const notes: readonly Reason[] = [{ code: 'EngineCountsMoreWorkers', numbers: { engine: 2, asked: 1 } }];
    const seen = inspected({ seen: { reading: { used: 0.5, notes } }, spec: null });
    expect(await lineOf(seen)).to.match(/ \| no policy \| -$/);
    expect(await lineOf(seen, 'wide')).to.match(/ \| no policy \| - \| .*2 workers.*/);
  });

  it('shows the notes on a reading with -o wide', async () => {
    expect(await lineOf(inspected({ seen: byStatus(AWAY) }), 'wide')).to.match(
      /AlluxioRuntime \| 2.71GiB \| .* \| spark.yaml \| .* \| taken from the status .*; engine not reachable from here/,
    );
  });

  it('names the worker that does not serve, and why, with -o wide', async () => {
    const seen = inspected({
      seen: { replicas: 4, workers: oneTroubled(), reading: { used: 0.5, workers: 3 } },
    });
    expect(await lineOf(seen)).to.match(/ \| 3\/4 \| /);
    expect(await lineOf(seen, 'wide')).to.match(
      /spark-worker-3 does not serve: Unschedulable \(0\/4 nodes are available\)/,
    );
  });

  it('shows what each pod says by itself with -o wide, whether or not there are figures for the whole', async () => {
    const pods = [
      { pod: 'spark-worker-0', usedBytes: 2 ** 29, capacityBytes: 2 ** 30 },
      { pod: 'spark-worker-1', usedBytes: 2 ** 20, capacityBytes: null },
      {
        pod: 'spark-worker-2',
        why: { code: 'EngineRefused', numbers: { address: '10.0.0.7:9567', error: 'ECONNREFUSED' } },
      },
    ];
    const reading = blindFor({ code: 'EngineNotFound', numbers: { address: 'a:1' } });
    const line = await lineOf(inspected({ seen: { pods, reading } }), 'wide');
    expect(line).to.contain(
      'spark-worker-0 512.00MiB of 1.00GiB (50%), spark-worker-1 1.00MiB, spark-worker-2: ',
    );
  });

  it('waits where there is nothing to observe', async () => {
    const policy = documentOf(articleText);
    const reason = { code: 'NoRuntime', numbers: { dataset: 'default/spark' } };
    const none = { observation: null, decision: null, history: null };
    const nothing = { dataset: 'default/spark', plan: policy.plan, ...none, reason };
    const seen = inspectedOf(nothing, policy);
    expect(await lineOf(seen)).to.match(/^spark \| - \| .* \| waits \| NoRuntime: /);
    expect(isRead(seen)).to.equal(false);
  });
});

describe('news while watching', () => {
  const full = inspected({ seen: { reading: { used: 0.96 } } });

  it('is whatever a line shows, but not its age', () => {
    const isNews = newsAfter([full]);
    const later = inspected({ seen: { reading: { used: 0.96, at: NOON - 3 * SECOND } } });
    expect(isNews(later)).to.equal(false);
    expect(isNews(inspected({ seen: { reading: { used: 0.95 } } }))).to.equal(true);
    expect(isNews(inspected({ seen: { reading: { used: 0.95 } } }))).to.equal(false);
    expect(isNews(full)).to.equal(true);
  });

  it('is a dataset not seen before', () => {
    expect(newsAfter([full])({ ...full, name: 'other' })).to.equal(true);
    expect(newsAfter([full])({ ...full, namespace: 'prod' })).to.equal(true);
  });
});

describe('what is said besides the lines', () => {
  const away = inspected({ seen: byStatus(AWAY) });
  const forbidden = inspected({ seen: byStatus(FORBIDDEN) });

  it('is how to reach engines that are not reachable from here, once for all of them', () => {
    expect(aboutReadings([away, away])).to.have.lengthOf(1);
    expect(aboutReadings([away, away])[0]).to.match(/^hint: 2 engines are not reachable.*--via apiserver/);
    expect(aboutReadings([away])[0]).to.contain('1 engine is not reachable');
    expect(aboutReadings([inspected({})])).to.deep.equal([]);
  });

  it('is the right that is missing, with the command that grants it, once a namespace', () => {
    const said = forbiddenProxies([forbidden, forbidden, { ...forbidden, namespace: 'prod' }, away]);
    expect(said).to.have.lengthOf(2);
    expect(said[0]).to.contain(
      'kubectl -n default create role engine-reader --verb=get --resource=services/proxy',
    );
    expect(said[1]).to.contain('kubectl -n prod create role');
  });

  it('is that there is nothing', () => {
    expect(aboutReadings([])).to.deep.equal(['no Dataset there']);
  });

  it('is which kinds cannot be seen: an error where decisions rest on it, else a warning, safe on a terminal', () => {
    const spots = [
      { kind: 'Pod', why: 'may not be read: \u001b[2J', needed: 'all' },
      { kind: 'DataLoad', why: 'may not be read', needed: 'none' },
      { kind: 'NewRuntime', why: 'may not be read', needed: 'own' },
    ] as const;
    expect(unseenKinds(spots)).to.deep.equal([
      'error: Pod cannot be seen, and decisions rest on it: may not be read: \\u{1b}[2J',
    ]);
    expect(unwatchedKinds(spots)).to.deep.equal([
      'warning: DataLoad cannot be seen, so nothing would shrink: may not be read',
      'warning: NewRuntime cannot be seen, so its datasets would be held: may not be read',
    ]);
  });
});

describe('where this process is', () => {
  const cases: readonly [string, string, Record<string, string>, string][] = [
    ['at a desk', 'https://203.0.113.7:6443', {}, 'outside'],
    [
      'in a pod of that cluster',
      'https://10.96.0.1:443',
      { KUBERNETES_SERVICE_HOST: '10.96.0.1' },
      'network',
    ],
    [
      'in a pod of that cluster, by IPv6',
      'https://[fd00::1]:443',
      { KUBERNETES_SERVICE_HOST: 'fd00::1' },
      'network',
    ],
    [
      'in a pod of another cluster',
      'https://203.0.113.7:6443',
      { KUBERNETES_SERVICE_HOST: '10.96.0.1' },
      'outside',
    ],
    ['with an empty name', 'https://10.96.0.1:443', { KUBERNETES_SERVICE_HOST: '' }, 'outside'],
  ];
  for (const [name, server, env, way] of cases) {
    it(`is told ${name}`, () => expect(wayFrom(server, env)).to.equal(way));
  }
});
