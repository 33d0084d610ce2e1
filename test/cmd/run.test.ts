import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { register } from '../../cmd/run.ts';
import { realClock } from '../../lib/clock/clock.ts';
import { readLedger } from '../../lib/ledger/read.ts';
import { verifyLedger } from '../../lib/ledger/verify.ts';
import { type Sandbox, startSandbox } from '../../lib/sandbox/start.ts';
import { articleText } from '../lib/report/make.ts';
import { tempFolder } from '../support/temp.ts';
import { waitFor } from '../support/wait-for.ts';
import { run } from './capture.ts';
import { runProgram, startProgram } from './child.ts';

const GIB = 2 ** 30;

describe('the verb run', function runs() {
  this.timeout(60_000);
  let sandbox: Sandbox;
  let folder: string;
  let policies: string;
  let kubeconfig: string;
  beforeEach(async () => {
    const load = { startAfterMs: 0, rateBytesPerSecond: 2 * GIB };
    const spark = { namespace: 'default', name: 'spark', sizeBytes: Math.round(2.71 * GIB), load };
    sandbox = await startSandbox({
      clock: realClock,
      datasets: [{ ...spark, perWorkerBytes: GIB, replicas: 1 }],
    });
    folder = tempFolder('run');
    policies = join(folder, 'policies');
    mkdirSync(policies);
    writeFileSync(join(policies, 'spark.yaml'), articleText);
    kubeconfig = sandbox.kubeconfig(join(folder, 'kubeconfig'));
  });
  afterEach(() => sandbox.stop());

  const ledger = () => join(folder, 'ledger');
  const replicas = () =>
    (sandbox.api.get('AlluxioRuntime', 'default', 'spark') as { spec: { replicas: number } }).spec.replicas;
  const args = (...more: string[]) => [
    ...['run', '--policies', policies, '--ledger', ledger(), '--kubeconfig', kubeconfig, '--interval', '1s'],
    ...more,
  ];

  /** Waits for a record of the ledger. */
  function recorded(kind: string, outcome?: string): Promise<true> {
    const look = async () => {
      for await (const { entry } of readLedger(ledger(), { kinds: [kind] }))
        if (outcome === undefined || entry.outcome === outcome) return true as const;
      return false;
    };
    return waitFor(look, { what: `a record of kind ${kind}`, giveUpMs: 50_000 });
  }

  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    it(`scales, and on ${signal} writes down that it stopped and exits with 0`, async () => {
      const child = startProgram(args('-n', 'default'));
      await recorded('conclusion');
      child.process.kill(signal);
      const { out, err, exitCode } = await child.ended;
      expect([err, exitCode]).to.deep.equal(['', 0]);
      expect(replicas()).to.equal(3);
      const said = out
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line).msg);
      expect(said).to.include.members(['scaled', 'stopping', 'stopped']);
      const kinds: unknown[] = [];
      for await (const { entry } of readLedger(ledger())) kinds.push(entry.why ?? entry.kind);
      expect(kinds.at(-1)).to.equal(signal);
      expect((await verifyLedger(ledger())).whole).to.equal(true);
    });
  }

  it('reads its configuration again on SIGHUP: the log level changes, what needs a restart is named, a fault changes nothing', async () => {
    const config = join(folder, 'config.yaml');
    const write = (...more: string[]) =>
      writeFileSync(config, [`policies: ${policies}`, `ledger: ${ledger()}`, ...more, ''].join('\n'));
    write('logLevel: error', 'interval: 1s');
    const child = startProgram(['run', '--config', config, '--kubeconfig', kubeconfig]);
    const said = () =>
      child
        .out()
        .split('\n')
        .slice(0, -1)
        .map(
          (line) => JSON.parse(line) as { msg: string; level: number; logLevel?: string; options?: string[] },
        );
    const hangUp = async (message: string) => {
      const before = said().length;
      child.process.kill('SIGHUP');
      return waitFor(
        () =>
          said()
            .slice(before)
            .find(({ msg }) => msg === message),
        {
          what: `"${message}" in the log`,
          giveUpMs: 50_000,
        },
      );
    };
    await recorded('conclusion');
    expect(said()).to.deep.equal([]);
    write('logLevel: loud');
    expect(await hangUp('the configuration is faulty: nothing changes')).to.have.property('level', 50);
    write('logLevel: info', 'interval: 2s');
    expect((await hangUp('configuration read again')).logLevel).to.equal('info');
    const restart = await waitFor(
      () => said().find(({ msg }) => msg === 'these options changed and need a restart'),
      { what: 'what needs a restart to be named', giveUpMs: 50_000 },
    );
    expect(restart.options).to.deep.equal(['interval']);
    child.process.kill('SIGTERM');
    expect((await child.ended).exitCode).to.equal(0);
    expect(said().map(({ msg }) => msg)).to.include.members(['stopping', 'stopped']);
  });

  it('writes nothing to the cluster with --dry-run, and records what it would have done', async () => {
    const before = JSON.stringify(sandbox.api.list('Lease', 'default'));
    const child = startProgram(args('--dry-run', '-A'));
    await recorded('decision', 'would');
    child.process.kill('SIGTERM');
    expect((await child.ended).exitCode).to.equal(0);
    expect(replicas()).to.equal(1);
    expect(JSON.stringify(sandbox.api.list('Lease', 'default'))).to.equal(before);
  });

  it('refuses a ledger that another daemon owns', async () => {
    const first = startProgram(args());
    await recorded('start');
    const second = await runProgram(args());
    expect(second.err).to.match(/^error: .*ledger/);
    expect(second.exitCode).to.equal(1);
    first.process.kill('SIGTERM');
    expect((await first.ended).exitCode).to.equal(0);
  });

  it('ends when its probes’ address is taken', async () => {
    const { createServer } = await import('node:http');
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as { port: number };
    const { err, exitCode } = await runProgram(args('--listen', `127.0.0.1:${port}`));
    server.close();
    expect(err).to.contain('EADDRINUSE');
    expect(exitCode).to.equal(1);
  });

  describe('says what is wrong before it begins anything', () => {
    const bad: readonly [string, () => readonly string[], string][] = [
      [
        'a policy folder that is not there',
        () => ['--policies', join(folder, 'none')],
        'no such file or folder',
      ],
      [
        'an address that is none',
        () => ['--listen', '8080'],
        'cannot listen on "8080": give HOST:PORT or :PORT',
      ],
      ['an interval that is none', () => ['--interval', '5'], 'must be a duration such as 5s'],
      ['a log level that is none', () => ['--log-level', 'loud'], 'Allowed choices are debug, info'],
      ['a namespace beside all of them', () => ['-A', '-n', 'default'], 'cannot be used with option'],
    ];
    for (const [name, more, said] of bad) {
      it(`for ${name}`, async () => {
        const { err, exitCode } = await run(register, ...args(...more()));
        expect(err).to.contain(said);
        expect(exitCode).to.be.oneOf([1, 2]);
        expect(existsSync(ledger()) ? readdirSync(ledger()) : []).to.deep.equal([]);
      });
    }
  });
});
