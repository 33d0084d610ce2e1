import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { parseAllDocuments, stringify } from 'yaml';
import { realClock } from '../../lib/clock/clock.ts';
import { readLedger } from '../../lib/ledger/read.ts';
import type { DecisionRecord, LedgerEntry } from '../../lib/model/records.ts';
import { projectRoot } from '../../lib/root.ts';
import { kustomize } from '../deploy/render.ts';
import { type Alluxio, type AlluxioWorker, startAlluxio } from '../support/alluxio.ts';
import { alluxioMissing, fluidLabMissing } from '../support/binaries.ts';
import { describeNeeding } from '../support/describe-needing.ts';
import { articleDataset, type FluidLab, startFluidLab } from '../support/fluid-lab.ts';
import { writeKubeconfig } from '../support/plane-accounts.ts';
import type { ServerProcess } from '../support/server-process.ts';
import { tempFolder } from '../support/temp.ts';
import { waitFor } from '../support/wait-for.ts';

const bundle = join(projectRoot, '.build/bundle/main.js');
const NAMESPACE = 'fluid-autoscaler';
const GIB = 2 ** 30;
/** 2.71 GiB: 44 blocks of 64 MiB, for which one worker has 16 places. */
const ALL = 2_909_879_074;

describeNeeding(
  fluidLabMissing() ?? alluxioMissing(),
  'the article’s case with everything real at once',
  (suite) => {
    suite.timeout(600_000).bail(true);
    const ledger = join(tempFolder('article'), 'ledger');
    const ended = new AbortController();
    let lab: FluidLab;
    let engine: Alluxio;
    let daemon: ServerProcess;
    let following: Promise<void> = Promise.resolve();
    let files: string;

    before(
      'a Bound dataset of real Fluid, a real master where its Service points, the daemon as it is shipped',
      async () => {
        lab = await startFluidLab();
        const manifest = join(lab.folder, 'dataset.yaml');
        writeFileSync(manifest, withBlocks(readFileSync(articleDataset, 'utf8')));
        await lab.kubectl('create', '-f', manifest);
        await lab.until('dataset/spark', '{.status.phase}', 'Bound');
        engine = await startAlluxio({
          quota: '1GB',
          block: '64MB',
          fileBytes: 64 * 2 ** 20,
          within: { networkNamespace: lab.networkNamespace, ...(await webOf(lab)) },
        });
        // What Fluid asks in the master's pod, the real master answers from now on.
        writeFileSync(join(lab.folder, 'alluxio'), engine.adminScript(), { mode: 0o755 });
        files = engine.makeFiles(ALL);
        following = followWorkers(lab, engine, ended.signal);
        await counted(1);
        daemon = await startDaemon(lab, ledger);
      },
    );
    after(async () => {
      ended.abort();
      await following;
      await daemon?.stop('SIGKILL');
      await engine?.stop();
      await lab?.stop();
    });

    const info = async () => {
      const said = await engine.masters[0]?.info();
      if (!said) throw new Error('the master says nothing');
      return said;
    };
    const counted = (workers: number) =>
      waitFor(async () => (await info()).workers.length === workers, {
        what: `the master to count ${workers}`,
        everyMs: 500,
        giveUpMs: 500_000,
      });
    const entries = async () => {
      const all: LedgerEntry[] = [];
      for await (const { entry } of readLedger(ledger)) all.push(entry as unknown as LedgerEntry);
      return all;
    };
    const decisions = async () =>
      (await entries()).filter((entry): entry is DecisionRecord => entry.kind === 'decision');
    const replicas = () => lab.kubectl('get', 'alluxioruntime', 'spark', '-o', 'jsonpath={.spec.replicas}');

    it('holds at 1 while the cache is empty', async () => {
      const found = await waitFor(async () => (await decisions())[0], { what: 'the first decision' });
      expect(found.reason.code).to.equal('BelowThreshold');
      expect(await replicas()).to.equal('1');
    });

    it('grows 1 -> 3 when readers have filled the first worker', async () => {
      await engine.read(files);
      await lab.until('alluxioruntime/spark', '{.spec.replicas}', '3');
      await lab.until('statefulset/spark-worker', '{.status.readyReplicas}', '3');
      const moves = (await decisions()).filter(({ outcome }) => outcome === 'move');
      expect(moves).to.have.lengthOf(1);
      expect(moves[0]).to.deep.include({ current: 1, target: 3 });
      const { reading } = moves[0]?.observation ?? {};
      expect(reading).to.include({ source: 'alluxio-master', capacityBytes: GIB, workers: 1 });
    });

    it('stays at 3 with the whole dataset in it, over nine tenths full', async () => {
      await counted(3);
      await waitFor(
        async () => {
          await engine.read(files);
          return (await info()).capacity.used >= ALL;
        },
        { what: 'the whole dataset in the cache', giveUpMs: 500_000 },
      );
      const full = await waitFor(
        async () => (await decisions()).find(({ reason }) => reason.code === 'FullNotNeeded'),
        { what: 'a decision that it is full, and that growing cannot help', giveUpMs: 500_000 },
      );
      expect(full).to.deep.include({ outcome: 'hold', current: 3, target: 3 });
      expect(full.observation.reading).to.include({
        source: 'alluxio-master',
        capacityBytes: 3 * GIB,
        workers: 3,
      });
      const { capacity } = await info();
      expect(capacity.used / capacity.total).to.be.within(0.9, 1);
    });

    it('still stays there when all of it is read again, and Fluid’s own status has caught up', async () => {
      await engine.read(files);
      await lab.until('alluxioruntime/spark', '{.status.workerNumberReady}', '3');
      await lab.until('dataset/spark', '{.status.cacheStates.cacheCapacity}', '3.00GiB');
      // The engine's own figure, by the real command line: what is played knows of nothing cached.
      const cached = await waitFor(
        async () => {
          const path = 'jsonpath={.status.cacheStates.cached}';
          const said = await lab.kubectl('get', 'dataset', 'spark', '-o', path);
          return said.startsWith('2.') && said;
        },
        { what: 'Fluid to have asked the master', everyMs: 1000, giveUpMs: 500_000 },
      );
      expect(cached).to.match(/^2\.\d\dGiB$/);
      expect(await replicas()).to.equal('3');
      expect((await entries()).filter(({ kind }) => kind === 'intent')).to.have.lengthOf(1);
      expect((await entries()).filter(({ kind }) => kind === 'conclusion')).to.have.lengthOf(1);
      expect(daemon.ended(), daemon.lastWords()).to.equal(null);
    });
  },
);

/** The article's objects, with the blocks that the engine really has said where a user says it. */
function withBlocks(text: string): string {
  const [dataset, runtime] = parseAllDocuments(text).map((document) => document.toJS());
  runtime.spec.properties = { 'alluxio.user.block.size.bytes.default': '64MB' };
  return `${stringify(dataset)}---\n${stringify(runtime)}`;
}

/** Address and port of the master's pages, as Fluid gave them to its Service. */
async function webOf(lab: FluidLab): Promise<{ host: string; web: number }> {
  const args = ['-l', 'kubernetes.io/service-name=spark-master-0', '-o', 'json'];
  const { items } = JSON.parse(await lab.kubectl('get', 'endpointslices', ...args));
  const web = items[0].ports.find(({ name }: { name: string }) => name === 'web').port;
  return { host: items[0].endpoints[0].addresses[0], web };
}

/** Starts a worker for each worker pod that is ready, and ends it when its pod is gone: what kwok's pods do not do. */
async function followWorkers(lab: FluidLab, engine: Alluxio, ended: AbortSignal): Promise<void> {
  const running = new Map<string, AlluxioWorker>();
  const ready = '{range .items[?(@.status.phase=="Running")]}{.metadata.name}{"\\n"}{end}';
  while (!ended.aborted) {
    const out = await lab.kubectl('get', 'pods', '-l', 'role=alluxio-worker', '-o', `jsonpath=${ready}`);
    const pods = new Set(out.split('\n').filter(Boolean));
    for (const pod of pods) if (!running.has(pod)) running.set(pod, await engine.startWorker());
    for (const [pod, worker] of running) {
      if (pods.has(pod)) continue;
      running.delete(pod);
      await worker.process.stop('SIGTERM');
    }
    await realClock.sleep(1000, ended);
  }
}

/** The shipped bundle, under the account and the rights of the shipped manifests, with the example's document. */
async function startDaemon(lab: FluidLab, ledger: string): Promise<ServerProcess> {
  const objects = kustomize('base').filter(
    ({ kind }) => kind !== 'Deployment' && kind !== 'PersistentVolumeClaim',
  );
  const manifests = join(lab.folder, 'deploy.yaml');
  writeFileSync(manifests, objects.map((object) => `---\n${stringify(object)}`).join(''));
  await lab.kubectl('apply', '--server-side', '-f', manifests);
  const token = (await lab.kubectl('create', 'token', 'fluid-autoscaler', '-n', NAMESPACE)).trim();
  const { server } = JSON.parse(await lab.kubectl('config', 'view', '-o', 'json')).clusters[0].cluster;
  const cluster = { server, ca: join(lab.folder, 'certs/ca.crt'), namespace: NAMESPACE };
  const kubeconfig = writeKubeconfig(join(lab.folder, 'daemon.kubeconfig'), cluster, { token });
  const policy = join(projectRoot, 'examples/spark.yaml');
  const options = [
    '--policies',
    policy,
    '--policies-from-cluster',
    '--ledger',
    ledger,
    '--kubeconfig',
    kubeconfig,
  ];
  return lab.startNode('daemon', [bundle, 'run', ...options, '--all-namespaces', '--interval', '1s']);
}
