import { spawn, spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { freePort } from './free-port.ts';
import { isRunning } from './is-running.ts';
import { removeTempFolder, tempFolder } from './temp.ts';
import { waitFor } from './wait-for.ts';

const moduleUrl = (name: string) => pathToFileURL(join(import.meta.dirname, name)).href;

/** A process that makes a temporary folder and starts a sleeper, says where and which, and waits. */
function startHolder() {
  const code = `
    import { tempFolder } from '${moduleUrl('temp.js')}';
    import { startServerProcess } from '${moduleUrl('server-process.js')}';
    const folder = tempFolder('held');
    const { pid } = startServerProcess('sleep', ['1000'], { cwd: folder, log: folder + '/log' });
    console.log(JSON.stringify({ folder, pid }));
    setInterval(() => {}, 1000);`;
  return spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

describe('test helpers', () => {
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGKILL'] as const) {
    it(`leave neither process nor folder behind after ${signal}`, async () => {
      const holder = startHolder();
      const [line] = (await holder.stdout.take(1).toArray()) as [Buffer];
      const { folder, pid } = JSON.parse(line.toString());
      expect({ folder: existsSync(folder), running: isRunning(pid) }).to.deep.equal({
        folder: true,
        running: true,
      });
      holder.kill(signal);
      await waitFor(() => !isRunning(pid) && !existsSync(folder), { what: 'process and folder to be gone' });
    });
  }

  it('remove a temporary folder early', () => {
    const folder = tempFolder();
    writeFileSync(join(folder, 'file'), 'text');
    removeTempFolder(folder);
    expect(existsSync(folder)).to.equal(false);
  });

  it('never hand out a port twice, and only ports that can be listened on', async () => {
    const ports = await Promise.all(Array.from({ length: 20 }, freePort));
    expect(new Set(ports).size).to.equal(20);
    for (const port of ports) {
      const server = createServer();
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject).listen(port, '127.0.0.1', resolve);
      });
      await new Promise((resolve) => server.close(resolve));
    }
  });

  it('wait until a look returns something, an error being "not yet"', async () => {
    let looks = 0;
    const look = () => {
      looks += 1;
      if (looks === 1) throw new Error('not yet');
      return looks === 3 && 'seen';
    };
    expect(await waitFor(look, { what: 'the third look', everyMs: 1 })).to.equal('seen');
  });

  it('say what they waited for, and the last error, when they give up', async () => {
    const look = () => Promise.reject(new Error('refused'));
    const error = await waitFor(look, { what: 'the server', giveUpMs: 1, everyMs: 1 }).catch(
      (caught) => caught,
    );
    expect(error.message).to.equal('gave up after 0.001 s of waiting for the server');
    expect(error.cause.message).to.equal('refused');
  });

  it('skip suites whose parts are missing, but fail them in CI', () => {
    const file = join(tempFolder('needing'), 'needing.test.mjs');
    writeFileSync(
      file,
      `import { describeNeeding, missingParts } from '${moduleUrl('describe-needing.js')}';
       describeNeeding('engine: not found; build it', 'a suite', () => { it('one', () => {}); it('two', () => {}); });
       after(() => console.log('hint: ' + missingParts()));`,
    );
    const mocha = join(import.meta.dirname, '../../../node_modules/mocha/bin/mocha.js');
    const outcome = (env: Record<string, string>) => {
      const clean = { ...process.env, CI: '', REQUIRE_CONTROL_PLANE: '' };
      const { stdout, status } = spawnSync(process.execPath, [mocha, file], {
        env: { ...clean, ...env },
        encoding: 'utf8',
      });
      return {
        status,
        pending: stdout.includes('2 pending'),
        failing: stdout.includes('1 failing'),
        hint: stdout.includes('engine: not found'),
      };
    };
    expect(outcome({})).to.include({ status: 0, pending: true, failing: false, hint: true });
    expect(outcome({ CI: 'true' })).to.include({ status: 1, pending: false, failing: true, hint: true });
    expect(outcome({ REQUIRE_CONTROL_PLANE: '1' })).to.include({ status: 1, failing: true });
  });
});
