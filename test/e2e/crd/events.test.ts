import { expect } from 'chai';
import type { RunningDaemon } from '../../../lib/daemon/start.ts';
import { describeWithControlPlane } from '../../support/describe-needing.ts';
import { waitFor } from '../../support/wait-for.ts';
import { optionsFor, runDaemon } from '../daemon/daemon.ts';
import { ARTICLE, GIB, makeDataset, type TestDataset } from '../daemon/dataset.ts';
import { rightsWithout } from './rights.ts';

describeWithControlPlane('Events on a real API server', (plane) => {
  let dataset: TestDataset;
  let daemons: RunningDaemon[] = [];

  const start = async (more: Parameters<typeof optionsFor>[2] = {}) => {
    const daemon = await runDaemon(optionsFor(plane(), dataset, more));
    daemons.push(daemon);
    return daemon;
  };
  /** As `kubectl describe` prints them: type, reason, age, from, message. */
  const described = async () => {
    const text = await plane().kubectl('describe', 'dataset', 'spark', '-n', dataset.namespace);
    return text.slice(text.indexOf('\nEvents:'));
  };
  const until = (pattern: RegExp) =>
    waitFor(async () => (pattern.test(await described()) ? await described() : null), {
      what: String(pattern),
    });

  beforeEach(async () => {
    dataset = await makeDataset(plane(), 0.5 * GIB);
    dataset.write(ARTICLE);
  });
  afterEach(async () => {
    await Promise.all(daemons.map((daemon) => daemon.stop('test over')));
    daemons = [];
    await dataset.engine.stop();
  });

  it('tell with kubectl describe dataset what was done, and why', async () => {
    await start();
    dataset.engine.figures.used = 0.95 * GIB;
    const events = await until(/scaled 1 -> 3/);
    expect(events).to.match(/Normal +PolicyInForce .*the policy of spark\.yaml is in force/);
    expect(events).to.match(
      /Normal +AboveThreshold +\S+ +fluid-autoscaler\S* +scaled 1 -> 3: the cache is 95/,
    );
  });

  it('tell of a change by somebody else, of a pause, and of a document with a fault', async () => {
    const daemon = await start();
    await waitFor(() => daemon.statuses()[0]?.reason.code === 'BelowThreshold', { what: 'a decision' });
    await dataset.scale(2, 'alice');
    await until(/Normal +ChangedByOther .*alice changed the count 1 -> 2/);
    dataset.write(`${ARTICLE}\n  mode: paused\n  paused: { by: ana, why: works }`);
    await until(/Normal +PauseInForce .*paused by ana \(works\)/);
    dataset.write(`${ARTICLE}\n  respect: 400d`);
    await until(/Warning +PolicyFaulty .*spec\.respect: "400d" is not allowed/);
  });

  it('tell that an engine cannot be read, once', async () => {
    dataset.engine.figures.capacity = 0;
    const daemon = await start();
    await until(/Warning +Engine\w+ /);
    const looks = () => daemon.statuses()[0]?.observation?.at ?? 0;
    const first = looks();
    await waitFor(() => looks() > first + 1000, { what: 'more looks' });
    expect((await described()).match(/Warning +Engine/g)).to.have.lengthOf(1);
  });

  it('are not written in a dry run, nor needed for scaling', async () => {
    dataset.engine.figures.used = 0.95 * GIB;
    const dry = await start({ dryRun: true });
    await waitFor(() => dry.statuses()[0]?.reason.code === 'DryRun', { what: 'a decision' });
    await dry.stop('over');
    daemons = [];
    expect(await described()).to.match(/Events: +<none>/);
    const kubeconfig = await plane().serviceAccountKubeconfig(
      dataset.namespace,
      'mute',
      rightsWithout('events'),
    );
    await start({ kubeconfig });
    await waitFor(async () => (await dataset.replicas()) === 3, { what: '3 replicas' });
    expect(await described()).to.match(/Events: +<none>/);
  });
});
