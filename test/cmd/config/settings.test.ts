import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { Command } from 'commander';
import { readSettings } from '../../../cmd/config/configure.ts';
import { type Origin, SettingsError, variableOf } from '../../../cmd/config/settings.ts';
import { register } from '../../../cmd/run.ts';
import { tempFolder } from '../../support/temp.ts';

interface Given {
  readonly flags?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly file?: string;
}

/** The settings of `run` as they are read; the verb itself does not begin. */
async function settings({ flags = [], env = {}, file }: Given) {
  const program = new Command('fluid-autoscaler').exitOverride();
  register(program);
  const verb = program.commands[0] as Command;
  verb.action(() => undefined);
  const path = join(tempFolder('config'), 'config.yaml');
  if (file !== undefined) writeFileSync(path, file);
  const where = file === undefined ? [] : ['--config', path];
  await program.parseAsync(['run', ...where, ...flags], { from: 'user' });
  const variables = Object.entries(env).map(([name, value]) => [variableOf(name), value]);
  return { ...(await readSettings(verb, Object.fromEntries(variables))), path };
}

async function refused(given: Given): Promise<string> {
  const error = await settings(given).catch((thrown: Error) => thrown);
  expect(error).to.be.instanceOf(SettingsError);
  return (error as Error).message;
}

describe('the settings of run', () => {
  const flags = ['--interval', '1s'];
  const env = { interval: '2s' };
  const file = 'interval: 3s\n';
  const cases: readonly [name: string, given: Given, interval: number, origin: Origin | undefined][] = [
    ['nothing: the default', {}, 15_000, undefined],
    ['the file', { file }, 3000, 'file'],
    ['the environment before the file', { env, file }, 2000, 'environment'],
    ['a flag before both', { flags, env, file }, 1000, 'flag'],
    ['a flag before the file', { flags, file }, 1000, 'flag'],
  ];
  for (const [name, given, interval, origin] of cases) {
    it(`come from ${name}`, async () => {
      const { values, origins } = await settings(given);
      expect([values.interval, origins.interval]).to.deep.equal([interval, origin]);
    });
  }

  it('are switched on and off by true and false, wherever they stand', async () => {
    expect((await settings({ env: { dryRun: 'true', memory: 'false' } })).values).to.include({
      dryRun: true,
      memory: false,
    });
    expect((await settings({ env: { dryRun: 'false' }, file: 'dryRun: true\n' })).values.dryRun).to.equal(
      false,
    );
    expect((await settings({ flags: ['--no-memory'], file: 'memory: true\n' })).values.memory).to.equal(
      false,
    );
    expect((await settings({})).values).to.include({ dryRun: false, memory: true, logLevel: 'info' });
  });

  it('let the higher of two places decide between options that exclude each other', async () => {
    const { values } = await settings({ flags: ['-n', 'prod'], env: { allNamespaces: 'true' } });
    expect(values).to.include({ namespace: 'prod', allNamespaces: false });
    const turned = await settings({ env: { allNamespaces: 'true' }, file: 'namespace: prod\n' });
    expect(turned.values).to.include({ namespace: undefined, allNamespaces: true });
    expect(await refused({ file: 'namespace: prod\nallNamespaces: true\n' })).to.contain(
      'the file gives both',
    );
  });

  it('leave variables alone that are no options: Kubernetes sets some for a Service of that name', async () => {
    const { values } = await settings({ env: { port: 'tcp://10.0.0.1:8080', serviceHost: '10.0.0.1' } });
    expect(values.interval).to.equal(15_000);
  });

  it('may be an empty file, and its file may be named by the environment', async () => {
    expect((await settings({ file: '# nothing yet\n' })).values.interval).to.equal(15_000);
    const { path } = await settings({ file });
    expect((await settings({ env: { config: path } })).values.interval).to.equal(3000);
  });

  const faults: readonly [name: string, given: Given, said: RegExp][] = [
    [
      'an unknown field',
      { file: 'ledger: x\nintervall: 5s\n' },
      /config\.yaml:2:1: .*did you mean "interval"\?/,
    ],
    ['a bad duration', { file: 'interval: fast\n' }, /config\.yaml:1:11: .*a duration such as 5s/],
    ['a number without a unit', { file: 'interval: 5\n' }, /config\.yaml:1:11: .*a duration such as 5s/],
    ['a level that is none', { file: 'logLevel: inf\n' }, /config\.yaml:1:11: .*did you mean "info"\?/],
    ['a switch that is neither', { file: 'dryRun: yes\n' }, /config\.yaml:1:9: .*allowed: true or false/],
    ['a list', { file: 'ledger: [a]\n' }, /config\.yaml:1:9: .*a text/],
    ['no mapping', { file: '- a\n' }, /config\.yaml:1:1: .*a mapping of options to values/],
    ['broken YAML', { file: 'ledger: "x\n' }, /config\.yaml:\d+:\d+: /],
    ['a second document', { file: 'ledger: a\n---\nledger: b\n' }, /config\.yaml:2:1: a second document/],
    ['a file too large', { file: '#'.repeat(2 ** 16 + 1) }, /65537 bytes; a configuration has at most 65536/],
    [
      'a file that is not there',
      { env: { config: '/nowhere.yaml' } },
      /--config \/nowhere\.yaml: no such file/,
    ],
    ['a bad variable', { env: { interval: '5' } }, /FLUID_AUTOSCALER_INTERVAL=5: must be a duration such as/],
    [
      'a variable that is neither',
      { env: { dryRun: '1' } },
      /FLUID_AUTOSCALER_DRY_RUN=1: must be true or false/,
    ],
  ];
  for (const [name, given, said] of faults) {
    it(`refuse ${name}, saying where and what is allowed`, async () => {
      expect(await refused(given)).to.match(said);
    });
  }
});
