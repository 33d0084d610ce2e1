import { join } from 'node:path';
import { expect } from 'chai';
import * as pause from '../../cmd/pause.ts';
import * as resume from '../../cmd/resume.ts';
import * as scale from '../../cmd/scale.ts';
import { realClock } from '../../lib/clock/clock.ts';
import { type Sandbox, startSandbox } from '../../lib/sandbox/start.ts';
import { readControl } from '../../lib/spec/annotations/read.ts';
import { tempFolder } from '../support/temp.ts';
import { type Captured, run } from './capture.ts';
import { runProgram } from './child.ts';

const GIB = 2 ** 30;
const HOUR = 3_600_000;

describe('the verbs pause, resume and scale', function speaks() {
  this.timeout(60_000);
  let sandbox: Sandbox;
  let kubeconfig: string;
  before(async () => {
    const one = { namespace: 'default', sizeBytes: GIB, perWorkerBytes: GIB, replicas: 1 };
    sandbox = await startSandbox({
      clock: realClock,
      datasets: [
        { ...one, name: 'spark' },
        { ...one, namespace: 'prod', name: 'imagenet' },
      ],
    });
    kubeconfig = sandbox.kubeconfig(join(tempFolder('speaking'), 'kubeconfig'));
  });
  after(() => sandbox.stop());

  const say = (...args: string[]): Promise<Captured> =>
    run(
      (program) => {
        for (const verb of [pause, resume, scale]) verb.register(program);
      },
      ...[...args, '--kubeconfig', kubeconfig],
    );
  const annotations = async (path = 'default/datasets/spark'): Promise<Record<string, string>> => {
    const url = `${sandbox.url}/apis/data.fluid.io/v1alpha1/namespaces/${path}`;
    const dataset = (await (await fetch(url)).json()) as {
      metadata: { annotations?: Record<string, string> };
    };
    return dataset.metadata.annotations ?? {};
  };
  const said = async (path?: string) => readControl(await annotations(path));
  afterEach(() => say('resume', 'spark'));

  it('pause: for good by the user of the kubeconfig, where the API server does not say who that is', async () => {
    const { out, exitCode } = await say('pause', 'spark', '--why', 'an audit');
    expect([out, exitCode]).to.deep.equal([
      'dataset.data.fluid.io/spark paused by sandbox until it is taken back\n',
      0,
    ]);
    expect(await said()).to.deep.equal({ pause: { by: 'sandbox', why: 'an audit', until: null } });
  });

  it('pause: until a time or for a while, by whom it is told, in a namespace', async () => {
    const until = '2100-01-01T00:00:00Z';
    const one = await say('pause', 'imagenet', '-n', 'prod', '--why', 'x', '--by', 'jane', '--until', until);
    expect(one.exitCode).to.equal(0);
    expect((await said('prod/datasets/imagenet'))?.pause).to.deep.equal({
      ...{ by: 'jane', why: 'x', until: Date.parse(until) },
    });
    await say('pause', 'prod/imagenet', '--why', 'y', '--by', 'joe', '--for', '1h');
    const { pause: held } = (await said('prod/datasets/imagenet')) ?? {};
    expect(held?.until).to.be.within(realClock.now() + 0.9 * HOUR, realClock.now() + HOUR);
    await say('resume', 'prod/imagenet');
  });

  it('pause: names whom it replaces', async () => {
    await say('pause', 'spark', '--why', 'an audit', '--by', 'joe');
    const { err } = await say('pause', 'spark', '--why', 'a test', '--by', 'jane');
    expect(err).to.equal('warning: this takes the place of the pause of joe (an audit)\n');
  });

  it('scale: an override that ends, with its warnings on the error stream', async () => {
    const { out, err, exitCode } = await say(
      'scale',
      'spark',
      '3',
      '--for',
      '2h',
      '--why',
      'x',
      '--by',
      'jane',
    );
    expect(exitCode).to.equal(0);
    expect(out).to.match(/^dataset\.data\.fluid\.io\/spark scaled to 3 by jane until \d{4}-\S+Z\n$/);
    expect(err).to.match(/^warning: no DatasetAutoscaler of the cluster is about it/);
    const { override } = (await said()) ?? {};
    expect(override).to.include({ workers: 3, by: 'jane', why: 'x', immediately: false });
    expect((override?.until ?? 0) - (override?.since ?? 0)).to.equal(2 * HOUR);
    expect(override?.since, 'has begun').to.be.at.most(realClock.now());
  });

  it('scale: says that a pause holds it', async () => {
    await say('pause', 'spark', '--why', 'an audit', '--by', 'joe');
    const { err } = await say(
      'scale',
      'spark',
      '3',
      '--for',
      '2h',
      '--why',
      'x',
      '--by',
      'jane',
      '--immediately',
    );
    expect(err).to.include('warning: it is paused by joe (an audit): nothing is changed until resume');
    expect((await said())?.override?.immediately).to.equal(true);
  });

  it('resume: takes back all that was said, also what nobody understands, and nothing else', async () => {
    await say('pause', 'spark', '--why', 'an audit', '--by', 'joe');
    await say('scale', 'spark', '3', '--for', '2h', '--why', 'x', '--by', 'jane');
    const url = `${sandbox.url}/apis/data.fluid.io/v1alpha1/namespaces/default/datasets/spark`;
    const body = { metadata: { annotations: { 'fluid-autoscaler.dev/pause': 'true', 'of.others/x': 'y' } } };
    const headers = { 'content-type': 'application/merge-patch+json' };
    expect((await fetch(url, { method: 'PATCH', headers, body: JSON.stringify(body) })).status).to.equal(200);
    const { out } = await say('resume', 'spark');
    expect(out).to.equal(
      'dataset.data.fluid.io/spark resumed: the pause of joe (an audit) and the override of jane (3 workers, x) and ' +
        'the annotation fluid-autoscaler.dev/pause, which nobody understood taken back\n',
    );
    expect(await said()).to.equal(null);
    expect(await annotations()).to.include({ 'of.others/x': 'y' });
  });

  it('resume: where nobody said anything there is nothing to do, and no failure', async () => {
    const { out, exitCode } = await say('resume', 'spark');
    expect([out, exitCode]).to.deep.equal(['dataset.data.fluid.io/spark has nothing to take back\n', 0]);
  });

  it('keep nothing in a server dry run, and say so', async () => {
    const { out } = await say('pause', 'spark', '--why', 'x', '--by', 'jane', '--dry-run=server');
    expect(out).to.match(/ \(server dry run\)\n$/);
    expect(await said()).to.equal(null);
  });

  it('print what was written as JSON', async () => {
    const { out } = await say('pause', 'spark', '--why', 'x', '--by', 'jane', '-o', 'json');
    expect(JSON.parse(out)).to.deep.include({
      ...{ dataset: 'default/spark', what: 'paused by jane until it is taken back', dryRun: false },
      ...{ control: { pause: { by: 'jane', why: 'x', until: null } }, warnings: [] },
    });
  });

  const span = ['--why', 'x', '--by', 'jane'];
  const misuses: readonly (readonly [string, readonly string[], RegExp])[] = [
    [
      'scale without an end',
      ['scale', 'spark', '3', ...span],
      /give --for DURATION or --until TIME, at most 7d/,
    ],
    [
      'scale for longer',
      ['scale', 'spark', '3', '--for', '8d', ...span],
      /until must be at most 7d after since/,
    ],
    [
      'scale to 10⁹',
      ['scale', 'spark', '1000000000', '--for', '1h', ...span],
      /workers: 1000000000 is not allowed/,
    ],
    [
      'scale to half a worker',
      ['scale', 'spark', '2.5', '--for', '1h', ...span],
      /must be a whole number, 0 or/,
    ],
    [
      'pause with nothing to say',
      ['pause', 'spark', '--why', ' ', '--by', 'jane'],
      /why: " " is not allowed/,
    ],
    [
      'pause by two lines',
      ['pause', 'spark', '--why', 'x', '--by', 'a\nb'],
      /by: "a\\u\{a\}b" is not allowed/,
    ],
    [
      'pause until what is over',
      ['pause', 'spark', '--until', '2020-01-01T00:00Z', ...span],
      /is over already/,
    ],
    ['no name', ['pause', 'a/b/c', ...span], /is no dataset/],
  ];
  for (const [name, args, text] of misuses) {
    it(`refuse ${name}: exit code 2, nothing written`, async () => {
      const { err, exitCode } = await say(...args);
      expect(err).to.match(text);
      // Commander's own complaints become 2 in the program (cmd/program.ts).
      expect(exitCode).to.be.oneOf([1, 2]);
      expect(await said()).to.equal(null);
    });
  }

  it('fail where there is no such dataset', async () => {
    const args = ['pause', 'nosuch', ...span, '--kubeconfig', kubeconfig];
    const { err, exitCode } = await runProgram(args);
    expect(err).to.equal(
      'error: Dataset default/nosuch: 404 NotFound: datasets.data.fluid.io "nosuch" not found\n',
    );
    expect(exitCode).to.equal(1);
  });
});
