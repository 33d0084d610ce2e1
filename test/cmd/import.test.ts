import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { register } from '../../cmd/import.ts';
import * as validate from '../../cmd/validate.ts';
import { projectRoot } from '../../lib/root.ts';
import { type Captured, run } from './capture.ts';

const HPA = join(projectRoot, 'examples/import/hpa.yaml');
const CRITEO = join(projectRoot, 'examples/import/criteo.yaml');

async function* stream(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

const verb = (...args: string[]): Promise<Captured> => run((program) => register(program), 'import', ...args);
const given = (text: string, ...args: string[]): Promise<Captured> =>
  run((program) => register(program, stream(text)), 'import', ...args);

describe('import', () => {
  for (const args of [[HPA], [CRITEO], [HPA, CRITEO], [HPA, CRITEO, '--improve']]) {
    it(`prints what validate - accepts: ${args.map((path) => path.split('/').at(-1)).join(' ')}`, async () => {
      const { out, exitCode } = await verb(...args);
      expect(exitCode).to.equal(0);
      const checked = await run((program) => validate.register(program, stream(out)), 'validate', '-');
      expect(checked.out).to.match(/, 0 faults, \d+ notes?\n$/);
      expect(checked.exitCode).to.equal(0);
    });
  }

  it('reads the standard input', async () => {
    const { out, err } = await given(readFileSync(HPA, 'utf8'), '-');
    expect(out).to.contain('# HorizontalPodAutoscaler default/spark ((stdin))');
    expect(err).to.contain('1 document from 1 object: ');
  });

  it('prints names, and everything as data', async () => {
    expect((await verb('-o', 'name', HPA, CRITEO)).out).to.equal(
      'dataset.data.fluid.io/criteo\ndataset.data.fluid.io/spark\n',
    );
    const { documents, findings, faults } = JSON.parse((await verb('-o', 'json', HPA)).out);
    expect(documents[0].spec.replicas).to.deep.equal({ min: 1, max: 4 });
    expect(findings[0]).to.deep.equal({
      file: HPA,
      object: 'HorizontalPodAutoscaler/spark',
      namespace: 'default',
      field: 'spec.scaleTargetRef',
      verdict: 'kept',
      text: 'spec.dataset',
    });
    expect(faults).to.deep.equal([]);
  });

  it('fails where something cannot be kept, and prints the rest', async () => {
    const spoilt = readFileSync(CRITEO, 'utf8').replace('type: cron', 'type: prometheus');
    const { out, err, exitCode } = await given(spoilt, '-');
    expect(exitCode).to.equal(1);
    expect(err).to.match(
      /^Not kept:\n {2}\(stdin\):\d+:\d+: ScaledObject\/criteo-office spec\.triggers\[0\]: cannot be kept: /,
    );
    expect(out).to.contain('  dataset: criteo #').and.to.not.contain('keda:');
  });

  it('fails where something cannot be read', async () => {
    const { err, exitCode } = await given('a: [', '-');
    expect(exitCode).to.equal(1);
    expect(err).to.match(/^\(stdin\):1:\d+: not YAML/);
    expect((await given('a: [', '-', '-o', 'json')).exitCode).to.equal(1);
  });

  it('takes the zone of CronHPA and the window of the HPA as they are given', async () => {
    const { out, err } = await verb(CRITEO, '--timezone', 'Europe/Berlin', '--downscale-stabilization', '2m');
    expect(out)
      .to.contain('timezone: Europe/Berlin # of the CronHPA controller')
      .and.to.contain('withoutBehavior: 2m');
    expect(err).to.not.contain('--timezone');
  });

  const misuses: readonly (readonly [string, readonly string[]])[] = [
    ['nothing to import', []],
    ['there is no such time zone', [HPA, '--timezone', 'Mars/Base']],
    ['no such file or folder', ['/nonexistent/hpa.yaml']],
  ];
  for (const [text, args] of misuses) {
    it(`is misused: ${text}`, async () => {
      const { err, exitCode } = await verb(...args);
      expect(err).to.contain(text);
      expect(exitCode).to.equal(2);
    });
  }
});
