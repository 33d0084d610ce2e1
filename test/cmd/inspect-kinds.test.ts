/** Every kind of runtime in one cluster: `inspect -A` prints a line for each, and what it says is true. */
import { join } from 'node:path';
import { expect } from 'chai';
import { register } from '../../cmd/inspect.ts';
import { type RuntimeName, runtimeNames } from '../../lib/sandbox/kinds/contract.ts';
import { behaviours } from '../../lib/sandbox/kinds/table.ts';
import { formatSize } from '../../lib/units/size.ts';
import { type Lab, MIB, spark, startLab } from '../lib/sandbox/fluid/lab.ts';
import { tempFolder } from '../support/temp.ts';
import { run } from './capture.ts';

/** Who told, for those that tell; else the reason nobody did. */
const told: Readonly<Record<RuntimeName, string>> = {
  alluxio: 'alluxio-master',
  cache: 'cache-report',
  efc: 'KindTellsNobody',
  goosefs: 'goosefs-master',
  jindo: 'jindo-master',
  juicefs: 'juicefs-workers',
  'juicefs-community': 'WorkersDoNotShare',
  thin: 'KindTellsNobody',
  vineyard: 'KindTellsNobody',
};

describe('inspect -A where there is every kind of runtime', function inspected() {
  this.timeout(60_000);
  let lab: Lab;
  let kubeconfig: string;
  before('a cluster of all kinds, each filled to its half', async () => {
    const load = { startAfterMs: 0, rateBytesPerSecond: 500 * MIB };
    const reads = { ...load, stopAfterMs: 30_000 };
    const datasets = runtimeNames.map((runtime) => ({
      ...spark,
      name: runtime,
      runtime,
      sizeBytes: 512 * MIB,
      ...(behaviours[runtime].loads ? { load } : { reads }),
    }));
    lab = await startLab({ datasets });
    await lab.pass(40_000);
    kubeconfig = lab.sandbox.kubeconfig(join(tempFolder('inspect'), 'kubeconfig'));
  });
  after('stop it', () => lab.stop());

  async function rows(...allow: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
    const allowed = allow.length === 0 ? [] : ['--allow', allow.join(',')];
    const { out } = await run(register, 'inspect', '-A', '--kubeconfig', kubeconfig, ...allowed);
    const lines = out.split('\n').filter((line) => line.startsWith('default '));
    return new Map(lines.map((line) => line.split(/ {2,}/)).map((cells) => [cells[1] as string, cells]));
  }

  it('prints one line for each, in the words of its own kind', async () => {
    const found = await rows('exec', 'statefulsets', 'cacheruntimes');
    expect([...found.keys()]).to.have.members([...runtimeNames]);
    for (const name of runtimeNames) expect(found.get(name)?.[2], name).to.equal(behaviours[name].kind);
  });

  for (const name of runtimeNames) {
    it(`says of ${name} what is so: ${told[name]}`, async () => {
      const cells = (await rows('exec', 'statefulsets', 'cacheruntimes')).get(name) ?? [];
      const { usedBytes, capacityBytes } = lab.sandbox.dataset('default', name).figures();
      const tells = /-/.test(told[name]);
      const [used, capacity, share, source] = tells
        ? [formatSize(usedBytes), formatSize(capacityBytes), '50%', told[name]]
        : ['-', '-', '-', '-'];
      expect(cells.slice(3, 7)).to.deep.equal([used, capacity, share, source]);
      if (!tells) expect(cells.at(-1)).to.match(new RegExp(`^${told[name]}: `));
    });
  }

  // Those that hang are given up after a time: `test/lib/kube/exec` has that on a clock of its own.
  for (const [fault, cache, juicefs] of [
    ['refuse', 'ExecFailed', 'ExecFailed'],
    ['cut', 'ExecCut', 'ExecCut'],
    ['no-status', 'ExecCut', 'ExecCut'],
    ['no-command', 'ExecCommandMissing', 'ExecCommandMissing'],
    ['nonzero', 'ExecExited', 'ExecExited'],
    ['empty', 'ReportEmpty', 'StatsLackFigure'],
    ['garbage', 'ReportNotJson', 'StatsLackFigure'],
    ['huge', 'ExecTooLarge', 'ExecTooLarge'],
  ] as const) {
    it(`says what is wrong with a command that goes wrong (${fault}), of whom it concerns alone`, async () => {
      const asked = ['cache', 'juicefs'].map((name) => lab.sandbox.dataset('default', name));
      for (const dataset of asked) dataset.setExecFault(fault);
      const found = await rows('exec', 'cacheruntimes', 'statefulsets');
      for (const dataset of asked) dataset.setExecFault(null);
      expect(found.get('cache')?.at(-1)).to.match(new RegExp(`^${cache}: `));
      expect(found.get('juicefs')?.at(-1)).to.match(new RegExp(`^${juicefs}: `));
      expect(found.get('alluxio')?.at(-1)).to.equal('-');
    });
  }

  for (const [name, what] of [
    ['cache', 'cacheruntimes'],
    ['thin', 'statefulsets'],
  ] as const) {
    it(`says of ${name} what is missing while nothing is allowed: --allow ${what}`, async () => {
      expect((await rows()).get(name)?.at(-1)).to.match(new RegExp(`^WriteNotAllowed: .*--allow ${what}`));
    });
  }
});
