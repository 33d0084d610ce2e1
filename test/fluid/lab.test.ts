import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { cacheFolder, fluidLabMissing } from '../support/binaries.ts';
import { describeNeeding, describeWithFluidLab } from '../support/describe-needing.ts';
import { articleDataset, startFluidLab } from '../support/fluid-lab.ts';
import { isRunning } from '../support/is-running.ts';
import { fluidCrdFolder } from '../support/plane-objects.ts';
import { waitFor } from '../support/wait-for.ts';

const GIB = 2 ** 30;

function networkNamespaces(): string {
  return execFileSync('ip', ['netns'], { encoding: 'utf8' });
}

/** The value of a series without labels on a page of the engine. */
function figure(page: string, name: string): number {
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(page)?.[1]);
}

describeWithFluidLab('the Fluid lab', (lab) => {
  let page: string;

  before('a Bound dataset and its engine', async () => {
    await lab().kubectl('create', '-f', articleDataset);
    await lab().until('dataset/spark', '{.status.phase}', 'Bound');
    page = await lab().startEngine();
  });

  it("makes real Fluid bind the article's dataset and read its size", async () => {
    const total = await lab().kubectl('get', 'dataset', 'spark', '-o', 'jsonpath={.status.ufsTotal}');
    expect(total).to.equal('2.71GiB');
  });

  it('serves the engine at the address and port that the EndpointSlice names', async () => {
    const args = ['-l', 'fluid.io/dataset-id=default-spark', '-o', 'json'];
    const { items } = JSON.parse(await lab().kubectl('get', 'endpointslices', ...args));
    const port = items[0].ports.find(({ name }: { name: string }) => name === 'web').port;
    expect(page).to.equal(`http://${items[0].endpoints[0].addresses[0]}:${port}/metrics/prometheus/`);
    expect(figure(await lab().get(page.slice(0, -1)), 'Cluster_CapacityTotal')).to.equal(GIB);
  });

  it('shows the figures a test sets', async () => {
    lab().setEngineState({ used: 900_000_000, ufsread: 950_000_000 });
    const text = await lab().get(page);
    expect(figure(text, 'Cluster_CapacityUsed')).to.equal(900_000_000);
    expect(figure(text, 'Cluster_BytesReadUfsAll')).to.equal(950_000_000);
  });

  it('starts the workers that a patch of the scale asks for, and the engine counts them', async () => {
    await lab().kubectl('scale', 'alluxioruntime/spark', '--replicas=3');
    await lab().until('statefulset/spark-worker', '{.status.readyReplicas}', '3');
    const text = await lab().get(page);
    expect([figure(text, 'Cluster_Workers'), figure(text, 'Cluster_CapacityTotal')]).to.deep.equal([
      3,
      3 * GIB,
    ]);
  });

  it('runs a Node program inside', async () => {
    const { folder, kubeconfig } = lab();
    const program = lab().startNode('probe', ['-e', `process.stdout.write(process.argv[1])`, kubeconfig]);
    await waitFor(() => program.ended() === 'exit code 0', { what: 'the program to end' });
    expect(readFileSync(join(folder, 'probe.log'), 'utf8')).to.equal(kubeconfig);
  });

  it('stands beside another one, which leaves neither process nor network namespace nor folder behind', async () => {
    const other = await startFluidLab({ used: 7 });
    const pids = await other.pids();
    const stateFile = readFileSync(join(other.folder, 'engine.state'), 'utf8');
    expect(stateFile).to.match(/^used=7 files=7 ufs=2909879074$/m);
    expect(pids.filter(isRunning)).to.have.length.at.least(7);
    expect(networkNamespaces()).to.include(other.networkNamespace).and.to.include(lab().networkNamespace);
    await other.stop();
    expect(pids.filter(isRunning)).to.deep.equal([]);
    expect(networkNamespaces()).not.to.include(other.networkNamespace);
    expect(existsSync(other.folder)).to.equal(false);
    expect(await lab().kubectl('get', '--raw', '/readyz')).to.equal('ok');
  });
});

describeNeeding(fluidLabMissing(), "the lab's surroundings", () => {
  it('go with a test process that is killed', async () => {
    const module = pathToFileURL(join(import.meta.dirname, '../support/fluid-lab.js')).href;
    const code = `
      const { startFluidLab } = await import('${module}');
      const { folder, networkNamespace, pids } = await startFluidLab();
      console.log(JSON.stringify({ folder, networkNamespace, pids: await pids() }));
      setInterval(() => {}, 1000);`;
    const args = ['--input-type=module', '-e', code];
    const owner = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = (await owner.stdout.take(1).toArray()) as [Buffer];
    const { folder, networkNamespace, pids } = JSON.parse(line.toString()) as {
      folder: string;
      networkNamespace: string;
      pids: number[];
    };
    expect(pids.filter(isRunning)).to.have.length.at.least(7);
    owner.kill('SIGKILL');
    const gone = () =>
      !pids.some(isRunning) && !existsSync(folder) && !networkNamespaces().includes(networkNamespace);
    await waitFor(gone, { what: 'processes, folder and network namespace to be gone' });
  });

  it("install Fluid's kinds just as that release defines them", () => {
    const released = join(cacheFolder(), 'fluid/crds');
    const names = readdirSync(fluidCrdFolder).filter((name) => name.endsWith('.yaml'));
    expect(names).to.deep.equal(readdirSync(released));
    for (const name of names) {
      const [ours, theirs] = [fluidCrdFolder, released].map((folder) =>
        readFileSync(join(folder, name), 'utf8'),
      );
      expect(ours === theirs, name).to.equal(true);
    }
  });
});
