import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect } from 'chai';
import { fastClock, realClock } from '../../../../lib/clock/clock.ts';
import type { Log } from '../../../../lib/daemon/ports.ts';
import { type RunningDaemon, startDaemon } from '../../../../lib/daemon/start.ts';
import { readLedger } from '../../../../lib/ledger/read.ts';
import { type Sandbox, startSandbox } from '../../../../lib/sandbox/start.ts';
import { startPrometheus, type TestPrometheus } from '../../../support/prometheus.ts';
import { tempFolder } from '../../../support/temp.ts';
import { waitFor } from '../../../support/wait-for.ts';

const GIB = 2 ** 30;
const TOKEN = 'hunter2-hunter2';

const documentWith = (sources: string) => `apiVersion: fluid-autoscaler.dev/v1alpha1
kind: DatasetAutoscaler
metadata: { name: spark, namespace: default }
spec:
  replicas: { min: 1, max: 4 }
  size: 2.71GiB
  sources: [${sources}]
  policies:
    threshold: { up: 90% }
    step: { up: [{ pods: 2, per: 10m }] }
    cooldown: { afterUp: 20m }
`;

/** The daemon itself, on datasets whose runtimes tell nobody how full they are. */
describe('a daemon that is given a source', function daemons() {
  this.timeout(60_000);
  let sandbox: Sandbox;
  let daemon: RunningDaemon | null = null;
  let folder = '';
  const logged: string[] = [];
  const clock = fastClock(Date.parse('2026-11-22T13:00:00Z'), 20);
  const closing: (() => Promise<unknown> | unknown)[] = [];

  beforeEach(() => {
    folder = tempFolder('given');
    logged.length = 0;
  });
  afterEach(async () => {
    await daemon?.stop('the test ends');
    daemon = null;
    for (const close of closing.splice(0)) await close();
    await sandbox.stop();
  });

  const cluster = async (runtime: 'thin' | 'efc') => {
    const reads = { startAfterMs: 0, rateBytesPerSecond: 200 * 2 ** 20 };
    const spark = { namespace: 'default', name: 'spark', runtime, sizeBytes: Math.round(2.71 * GIB), reads };
    sandbox = await startSandbox({ clock, datasets: [{ ...spark, perWorkerBytes: GIB, replicas: 1 }] });
  };
  const run = async (sources: string) => {
    const policies = join(folder, 'policies');
    mkdirSync(policies);
    writeFileSync(join(policies, 'spark.yaml'), documentWith(sources));
    mkdirSync(join(folder, 'credentials'));
    writeFileSync(join(folder, 'credentials', 'token'), `${TOKEN}\n`);
    const note = (fields: object, message: string) =>
      void logged.push(JSON.stringify({ ...fields, message }));
    const log: Log = { info: note, warn: note, error: note, debug: note };
    daemon = await startDaemon({
      policies,
      ledger: join(folder, 'ledger'),
      intervalMs: 2000,
      dryRun: false,
      kubeconfig: sandbox.kubeconfig(join(folder, 'kubeconfig')),
      namespace: 'default',
      allowed: new Set(['statefulsets']),
      credentials: join(folder, 'credentials'),
      clock,
      wallClock: realClock,
      random: Math.random,
      log,
      version: 'test',
    });
  };
  const countOf = (kind: string, name: string) =>
    (sandbox.api.get(kind, 'default', name) as { spec: { replicas: number } } | null)?.spec.replicas;
  const firstMove = async () => {
    for await (const { entry } of readLedger(join(folder, 'ledger'), { kinds: ['intent'] })) return entry;
    return null;
  };
  /** Text of every file the ledger has. */
  const ledgerText = () => readFileSync(join(folder, 'ledger', '00000001.jsonl'), 'utf8');

  it('scales a ThinRuntime by the page of its exporter', async () => {
    await cluster('thin');
    const server = createServer((_, response) => {
      const { usedBytes, capacityBytes, workers } = sandbox.dataset('default', 'spark').figures();
      response.end(
        `vendor_used_bytes ${usedBytes}\nvendor_capacity_bytes ${capacityBytes}\nvendor_nodes ${workers}\n`,
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closing.push(
      () => server.closeAllConnections(),
      () => server.close(),
    );
    const { port } = server.address() as AddressInfo;
    const metrics =
      'metrics: { used: vendor_used_bytes, capacity: vendor_capacity_bytes, workers: vendor_nodes }';
    await run(`{ http: { url: "http://127.0.0.1:${port}/metrics", ${metrics} } }`);
    await waitFor(() => countOf('StatefulSet', 'spark-worker') === 3, {
      what: 'three workers',
      giveUpMs: 50_000,
    });
    expect(await firstMove()).to.include({ from: 1, to: 3 });
    const [{ observation } = { observation: null }] = daemon?.statuses() ?? [];
    expect(observation?.reading).to.include({ source: 'http' });
  });

  it('scales an EFCRuntime by a Prometheus server, with a token that is nowhere but in the requests', async () => {
    await cluster('efc');
    const prometheus: TestPrometheus = await startPrometheus(() => clock.now());
    closing.push(() => prometheus.stop());
    const scraping = new AbortController();
    closing.push(() => scraping.abort());
    // What Prometheus does: scrapes the exporter of each dataset every 5 s of its clock.
    void (async () => {
      while (!scraping.signal.aborted) {
        const { usedBytes, capacityBytes, workers } = sandbox.dataset('default', 'spark').figures();
        prometheus.write('vendor_used_bytes', { dataset: 'spark' }, usedBytes, clock.now());
        prometheus.write('vendor_capacity_bytes', { dataset: 'spark' }, capacityBytes, clock.now());
        prometheus.write('vendor_nodes', { dataset: 'spark' }, workers, clock.now());
        await clock.sleep(5000, scraping.signal).catch(() => undefined);
      }
    })();
    const queries =
      'used: "sum(vendor_used_bytes{dataset=\\"spark\\"})", capacity: sum(vendor_capacity_bytes), workers: sum(vendor_nodes)';
    await run(`{ prometheus: { server: "${prometheus.url}", ${queries}, bearerTokenFile: token } }`);
    await waitFor(() => countOf('EFCRuntime', 'spark') === 3, { what: 'three workers', giveUpMs: 50_000 });
    expect(await firstMove()).to.include({ from: 1, to: 3 });
    const [{ observation } = { observation: null }] = daemon?.statuses() ?? [];
    expect(observation?.reading).to.include({ source: 'prometheus' });
    expect(new Set(prometheus.asked.map(({ headers }) => headers.authorization))).to.deep.equal(
      new Set([`Bearer ${TOKEN}`]),
    );
    expect(ledgerText()).to.contain('bearerTokenFile').and.not.contain(TOKEN);
    expect(logged.join('\n')).to.not.contain(TOKEN);
  });
});
