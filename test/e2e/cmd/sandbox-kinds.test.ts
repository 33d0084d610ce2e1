/** The sandbox with every kind of runtime: each command it prints does what it says, under the real kubectl. */
import { execFile } from 'node:child_process';
import { delimiter, dirname } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { runtimeNames } from '../../../lib/sandbox/kinds/contract.ts';
import { type Child, startProgram } from '../../cmd/child.ts';
import { findControlPlane } from '../../support/binaries.ts';
import { describeNeeding } from '../../support/describe-needing.ts';
import { tempFolder } from '../../support/temp.ts';
import { waitFor } from '../../support/wait-for.ts';

const program = findControlPlane()?.kubectl ?? null;
const missing = program === null ? 'kubectl: not found; run "npm run cluster:build" (needs Go 1.26)' : null;
const run = promisify(execFile);

describeNeeding(missing, 'the kinds of the sandbox under kubectl', (suite) => {
  suite.timeout(60_000);
  let sandbox: Child;
  let env: NodeJS.ProcessEnv;
  const sh = async (line: string) => (await run('sh', ['-c', line], { env, maxBuffer: 2 ** 20 })).stdout;

  async function start(...args: readonly string[]): Promise<readonly string[]> {
    const path = `${dirname(program as string)}${delimiter}${process.env.PATH ?? ''}`;
    env = { ...process.env, HOME: tempFolder('home'), PATH: path };
    sandbox = startProgram(['sandbox', '--speed', '20', ...args]);
    await waitFor(() => /leaves nothing behind/.test(sandbox.out()), { what: 'the sandbox to have started' });
    return sandbox
      .out()
      .split('\n')
      .map((line) => line.trim());
  }
  afterEach('stop it', async () => {
    sandbox.process.kill('SIGINT');
    expect((await sandbox.ended).exitCode).to.equal(0);
  });

  const worker: Readonly<Record<string, string>> = { jindo: 'spark-jindofs-worker' };
  for (const runtime of runtimeNames) {
    it(`${runtime}: the command that scales it brings a second worker`, async () => {
      const said = await start('--runtime', runtime, '--load', '0');
      const scale = said.find((line) => /^kubectl .*( patch .*| scale .*)2/.test(line)) ?? '';
      expect(await sh(scale)).to.match(/patched|scaled/);
      const kubectl = /^kubectl --kubeconfig \S+/.exec(scale)?.[0];
      const pod = `${worker[runtime] ?? 'spark-worker'}-1`;
      await waitFor(async () => /1\/1|2\/2/.test(await sh(`${kubectl} get pod ${pod} --ignore-not-found`)), {
        what: `${pod} to be ready`,
      });
      expect(await sh(`${kubectl} get datasets`)).to.contain('Bound');
    });
  }

  it('all of them side by side: each says of itself how full it is, where the sandbox says that it does', async () => {
    const said = await start('--runtime', 'all', '--load', '0');
    const get = said.find((line) => line.startsWith('kubectl') && line.includes('get datasets,')) ?? '';
    const named = (await sh(`${get} -o name`)).trim().split('\n');
    expect(named.map((line) => line.split('/')[1])).to.have.members([...runtimeNames, ...runtimeNames]);
    const begin = said.findIndex((line) => line.startsWith('Ask the cache itself'));
    const asks = said.slice(begin + 1, begin + 1 + runtimeNames.length);
    // An empty cache of 1 GiB, each in its own words.
    const words: Readonly<Record<(typeof runtimeNames)[number], RegExp>> = {
      alluxio: /^Cluster_CapacityTotal 1.073741824E9$/m,
      cache: /^\{"cached":"0.00B",.*"cacheCapacity":"1.00GiB"/,
      efc: /^\{"cache":\{"usedBytes":0,"capacityBytes":1073741824,"workers":1\}\}$/m,
      goosefs: /^Cluster_CapacityUsed 0.0$/m,
      jindo: /^jindofsx_ns_total_mem_cap 1073741824$/m,
      juicefs: /^blockcache.bytes: 0$/m,
      'juicefs-community': /^juicefs_blockcache_bytes\{.*\} 0$/m,
      thin: /"capacityBytes":1073741824/,
      vineyard: /^cache_capacity_bytes 1073741824$/m,
    };
    for (const [index, name] of runtimeNames.entries())
      expect(await sh(asks[index] as string)).to.match(words[name]);
  });
});
