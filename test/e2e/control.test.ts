import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Command } from 'commander';
import * as pause from '../../cmd/pause.ts';
import * as resume from '../../cmd/resume.ts';
import * as scale from '../../cmd/scale.ts';
import type { RunningDaemon } from '../../lib/daemon/start.ts';
import { projectRoot } from '../../lib/root.ts';
import { run } from '../cmd/capture.ts';
import { runProgram } from '../cmd/child.ts';
import { describeWithControlPlane } from '../support/describe-needing.ts';
import { waitFor } from '../support/wait-for.ts';
import { applyAutoscalerCrd } from './crd/install.ts';
import { entriesOf, optionsFor, runDaemon } from './daemon/daemon.ts';
import { ARTICLE, GIB, makeDataset, type TestDataset } from './daemon/dataset.ts';

const FULL = 0.95 * GIB;
const PEOPLE = readFileSync(join(projectRoot, 'examples/deploy/people.yaml'), 'utf8');

describeWithControlPlane('what people say, on a real API server', (plane) => {
  let dataset: TestDataset;
  let daemon: (RunningDaemon & { readonly ledger: string }) | null = null;
  let user: string;

  const start = async () => {
    daemon = await runDaemon(optionsFor(plane(), dataset));
    return daemon;
  };
  /** As the person, with the rights of the example and no others. */
  const say = async (...args: string[]) => {
    const register = (program: Command) => {
      for (const verb of [pause, resume, scale]) verb.register(program);
    };
    return run(register, ...args, '-n', dataset.namespace, '--kubeconfig', user);
  };
  const until = (reason: string) =>
    waitFor(() => daemon?.statuses().some((status) => status.reason.code === reason), {
      what: `the reason ${reason}`,
    });
  const news = async () => {
    const decisions = await entriesOf(daemon?.ledger ?? '', 'decision');
    return decisions.flatMap(({ decidedAt, saidNews = [] }) =>
      saidNews.map(({ code, numbers }) => ({ at: decidedAt, code, by: numbers?.by })),
    );
  };
  const codes = async () => (await news()).map(({ code }) => code);

  beforeEach(async () => {
    await applyAutoscalerCrd(plane());
    dataset = await makeDataset(plane(), 0.5 * GIB);
    dataset.write(ARTICLE);
    user = await plane().serviceAccountKubeconfig(dataset.namespace, 'jane', PEOPLE);
  });
  afterEach(async () => {
    await daemon?.stop('test over');
    daemon = null;
    await dataset.engine.stop();
  });

  it('a pause is written with the person’s rights, obeyed, and taken back; all of it is on the ledger, by whom and why', async () => {
    dataset.engine.figures.used = FULL;
    const said = await say('pause', 'spark', '--why', 'an audit');
    const by = `system:serviceaccount:${dataset.namespace}:jane`;
    expect([said.out, said.err, said.exitCode]).to.deep.equal([
      `dataset.data.fluid.io/spark paused by ${by} until it is taken back\n`,
      '',
      0,
    ]);
    await start();
    await until('PausedByAnnotation');
    expect(await dataset.replicas()).to.equal(1);
    await say('resume', 'spark');
    await waitFor(async () => (await dataset.replicas()) === 3, { what: '3 replicas' });
    expect((await news()).map(({ code, by: who }) => [code, who])).to.deep.equal([
      ['PauseCame', by],
      ['PauseEnded', by],
    ]);
    const described = () => plane().kubectl('describe', 'dataset', 'spark', '-n', dataset.namespace);
    await waitFor(async () => /PauseCame[\s\S]*an audit/.test(await described()), { what: 'the Events' });
  });

  it('an override goes past replicas.max, and lets go at its end, not before', async () => {
    await start();
    await until('BelowThreshold');
    const said = await say(
      'scale',
      'spark',
      '6',
      '--for',
      '3s',
      '--why',
      'a load test',
      '--by',
      'jane',
      '--immediately',
    );
    expect(said.exitCode).to.equal(0);
    await waitFor(async () => (await dataset.replicas()) === 6, { what: '6 replicas' });
    await waitFor(async () => (await codes()).includes('OverrideEnded'), { what: 'its end' });
    const [came, ended] = await news();
    expect([came?.code, ended?.code, ended?.by]).to.deep.equal(['OverrideCame', 'OverrideEnded', 'jane']);
    const decisions = await entriesOf(daemon?.ledger ?? '', 'decision');
    const end = decisions.find(({ saidNews }) => saidNews?.some(({ code }) => code === 'OverrideCame'))?.said
      ?.override?.until;
    expect(ended?.at).to.be.at.least(end ?? Number.NaN);
    const during = decisions.filter(({ decidedAt }) => decidedAt >= (end ?? 0)).map(({ said: held }) => held);
    expect(
      during.every((held) => held === undefined),
      'nothing is in force after it',
    ).to.equal(true);
    expect(await dataset.replicas(), 'scaleDown: disabled').to.equal(6);
  });

  it('by hand: kubectl annotate is as good, and what nobody understands holds', async () => {
    dataset.engine.figures.used = FULL;
    const kubectl = (value: string) =>
      plane().kubectl(
        ...['annotate', 'dataset', 'spark', '-n', dataset.namespace, '--overwrite'],
        `fluid-autoscaler.dev/paused${value}`,
      );
    await kubectl('=true');
    await start();
    await until('PausedByDoubt');
    expect(daemon?.statuses()[0]?.reason.numbers?.problem).to.include(
      '"true" is not understood; allowed: { by: WHO',
    );
    await kubectl('={ by: jane, why: an audit }');
    await until('PausedByAnnotation');
    expect(await dataset.replicas()).to.equal(1);
    await kubectl('-');
    await waitFor(async () => (await dataset.replicas()) === 3, { what: '3 replicas' });
  });

  it('the person may do nothing else, and is refused without the right; a server dry run keeps nothing', async () => {
    const annotations = async () => {
      const path = `/apis/data.fluid.io/v1alpha1/namespaces/${dataset.namespace}/datasets/spark`;
      const { body } = await plane().request('GET', path);
      return (body as { metadata: { annotations?: object } }).metadata.annotations ?? {};
    };
    expect((await say('pause', 'spark', '--why', 'x', '--dry-run=server')).out).to.match(
      /\(server dry run\)\n$/,
    );
    expect(await annotations()).to.deep.equal({});
    user = await plane().serviceAccountKubeconfig(dataset.namespace, 'joe', 'rules: []');
    const args = ['pause', 'spark', '--why', 'x', '-n', dataset.namespace, '--kubeconfig', user];
    const { err, exitCode } = await runProgram(args);
    expect(err).to.match(/^error: Dataset \S+\/spark: 403 Forbidden: .*cannot get resource "datasets"/);
    expect(exitCode).to.equal(1);
    expect(await annotations()).to.deep.equal({});
  });

  it('is warned of what its document will hold, where that is an object of the cluster', async () => {
    const document = `apiVersion: fluid-autoscaler.dev/v1alpha1
kind: DatasetAutoscaler
metadata: { name: spark }
spec:
  replicas: { min: 1, max: 4 }
  mode: paused
  paused: { by: ops, why: a migration }
  policies: { threshold: { up: 90% }, scaleDown: disabled }
`;
    await plane().apply(document, dataset.namespace);
    const scaled = await say('scale', 'spark', '9', '--for', '1h', '--why', 'x', '--by', 'jane');
    expect(scaled.err.split('\n')).to.include.members([
      'warning: its policy document pauses it, too, until it is changed (ops: a migration): nothing is changed until then',
      'warning: replicas of its policy document are 1 to 4: it goes beyond',
      'warning: when it ends nothing takes these workers away again: scaling down is disabled',
    ]);
    const resumed = await say('resume', 'spark');
    expect(resumed.err).to.equal(
      'warning: its policy document pauses it, too, until it is changed (ops: a migration)\n',
    );
  });
});
