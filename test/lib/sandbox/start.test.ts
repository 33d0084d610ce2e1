import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { Agent, request } from 'undici';
import { fastClock, realClock } from '../../../lib/clock/clock.ts';
import { projectRoot } from '../../../lib/root.ts';
import { type Sandbox, startSandbox } from '../../../lib/sandbox/start.ts';
import { type Client, connect, field, textAt } from '../../contract/client.ts';
import { fluidPath } from '../../contract/objects.ts';
import { removeTempFolder, tempFolder } from '../../support/temp.ts';
import { GIB, MIB, spark } from './fluid/lab.ts';
import { manualClock } from './manual-clock.ts';

const run = promisify(execFile);
const START = Date.parse('2026-01-05T08:00:00Z');

describe('the sandbox', () => {
  const sandboxes: Sandbox[] = [];
  afterEach('stop all', async () => {
    for (const sandbox of sandboxes.splice(0)) await sandbox.stop();
  });
  async function start(options: Partial<Parameters<typeof startSandbox>[0]> = {}): Promise<Sandbox> {
    const sandbox = await startSandbox({ clock: manualClock(START), datasets: [spark], ...options });
    sandboxes.push(sandbox);
    return sandbox;
  }

  it('listens on 127.0.0.1 only and writes a kubeconfig that leads there', async () => {
    const sandbox = await start();
    expect(sandbox.url).to.match(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(sandbox.dataset('default', 'spark').engine.url).to.match(/^http:\/\/127\.0\.0\.1:\d+$/);
    const folder = tempFolder('kubeconfig');
    const path = sandbox.kubeconfig(join(folder, 'config'));
    expect(readFileSync(path, 'utf8')).to.include(`server: "${sandbox.url}"`);
    const client = connect(path);
    expect((await client.call('GET', '/readyz')).text).to.equal('ok');
    await client.close();
    removeTempFolder(folder);
  });

  it('answers nobody any more after it was stopped, watches and engines included', async () => {
    const sandbox = await startSandbox({ clock: realClock, datasets: [spark] });
    const folder = tempFolder('stopped');
    const client = connect(sandbox.kubeconfig(join(folder, 'config')));
    const stream = await client.watch(`${fluidPath('default', 'alluxioruntimes')}?watch=1`);
    const engine = sandbox.dataset('default', 'spark').engine.url;
    await sandbox.stop();
    expect(
      await stream.rest().then(
        () => 'ended',
        () => 'broken',
      ),
    ).to.be.oneOf(['ended', 'broken']);
    const agent = new Agent();
    for (const url of [sandbox.url, `${engine}/metrics/prometheus/`]) {
      const code = await request(url, { dispatcher: agent }).then(
        () => 'answered',
        (error: { code?: string }) => error.code,
      );
      expect(code).to.equal('ECONNREFUSED');
    }
    await agent.destroy();
    await client.close();
    removeTempFolder(folder);
  });

  it('leaves nothing running: a process that stops it ends by itself', async () => {
    const folder = join(projectRoot, 'lib/sandbox');
    const script = `
      const { startSandbox } = await import(${JSON.stringify(new URL('../../../lib/sandbox/start.js', import.meta.url).href)});
      const { fastClock } = await import(${JSON.stringify(new URL('../../../lib/clock/clock.js', import.meta.url).href)});
      const datasets = [{ namespace: 'default', name: 'd', sizeBytes: 1e9, perWorkerBytes: 2 ** 30, replicas: 2, load: { startAfterMs: 0, rateBytesPerSecond: 1e6 } }];
      const sandbox = await startSandbox({ clock: fastClock(0, 100), datasets });
      const answer = await fetch(sandbox.url + '/readyz');
      console.log(await answer.text());
      await sandbox.stop();`;
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], { cwd: folder });
    expect(stdout).to.equal('ok\n');
  });

  it('is the same again with the same seed, and different with another', async () => {
    const uids = async (seed: number) => {
      const sandbox = await start({ seed });
      return ['Dataset', 'AlluxioRuntime', 'Service', 'Pod'].flatMap((kind) =>
        sandbox.api.list(kind, 'default').map((object) => `${object.metadata.name} ${object.metadata.uid}`),
      );
    };
    const [one, again, other] = [await uids(1), await uids(1), await uids(2)];
    expect(again).to.deep.equal(one);
    expect(other).to.not.deep.equal(one);
  });

  it('runs beside another one, each with its own', async () => {
    const [one, two] = [await start(), await start({ datasets: [{ ...spark, replicas: 3 }] })];
    expect(one.dataset('default', 'spark').figures().workers).to.equal(1);
    expect(two.dataset('default', 'spark').figures().workers).to.equal(3);
    expect(one.url).to.not.equal(two.url);
  });

  it('tells the truth of this moment to whoever asks, without waiting for a tick', async () => {
    const clock = manualClock(START);
    const sandbox = await start({ clock });
    const folder = tempFolder('truth');
    const client: Client = connect(sandbox.kubeconfig(join(folder, 'config')));
    const path = `${fluidPath('default', 'alluxioruntimes')}/spark/scale`;
    const body = [{ op: 'replace', path: '/spec/replicas', value: 2 }];
    expect((await client.call('PATCH', path, { body })).code).to.equal(200);
    clock.advance(10_000);
    const set = await client.call('GET', '/apis/apps/v1/namespaces/default/statefulsets/spark-worker');
    expect(field(set.body, 'status.readyReplicas')).to.equal(2);
    expect(textAt(set.body, 'metadata.managedFields.0.manager')).to.be.a('string');
    await client.close();
    removeTempFolder(folder);
  });

  it('moves by itself on a fast clock: a watch sees the pods come', async () => {
    const sandbox = await start({ clock: fastClock(START, 100) });
    const folder = tempFolder('fast');
    const client = connect(sandbox.kubeconfig(join(folder, 'config')));
    const stream = await client.watch(
      '/api/v1/namespaces/default/pods?watch=1&labelSelector=role%3Dalluxio-worker&resourceVersion=0',
    );
    expect(textAt((await stream.next())?.object, 'metadata.name')).to.equal('spark-worker-0');
    const body = { spec: { replicas: 2 } };
    await client.call('PATCH', `${fluidPath('default', 'alluxioruntimes')}/spark/scale`, { body });
    let phase: unknown;
    while (phase !== 'Running') phase = field((await stream.next())?.object, 'status.phase');
    stream.close();
    await client.close();
    removeTempFolder(folder);
  });

  it('lets applications read as told, and only as long', async () => {
    const clock = manualClock(START);
    const reads = { startAfterMs: 5000, stopAfterMs: 65_000, rateBytesPerSecond: 100 * MIB };
    const sandbox = await start({ clock, datasets: [{ ...spark, sizeBytes: 4 * GIB, reads }] });
    const read = () => sandbox.dataset('default', 'spark').cache().counters.ufs;
    clock.advance(5000);
    expect(read()).to.equal(0);
    clock.advance(60_000);
    expect(read()).to.be.closeTo(60 * 100 * MIB, MIB);
    const then = read();
    clock.advance(60_000);
    expect(read()).to.equal(then);
  });

  it('names a dataset that it does not have', async () => {
    const sandbox = await start();
    expect(() => sandbox.dataset('default', 'nobody')).to.throw('no runtime default/nobody');
  });
});
