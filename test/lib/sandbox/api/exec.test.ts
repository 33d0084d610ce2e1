/** Commands in pods: what the sandbox's own kubelets add to what test/contract holds against a real server. */
import { expect } from 'chai';
import { type ExecFault, execFaults } from '../../../../lib/sandbox/api/exec-answer.ts';
import { callInPod, type Refused, type Spoken } from '../exec-client.ts';
import { type Lab, spark, startLab } from '../fluid/lab.ts';

const REPORT = ['cache-report', '--format', 'json'];

describe('a command in a pod of the sandbox', () => {
  let lab: Lab;
  beforeEach('start it', async () => {
    lab = await startLab({ datasets: [{ ...spark, runtime: 'cache' }] });
  });
  afterEach('stop it', () => lab.stop());
  const call = (more: object = {}) =>
    callInPod({
      url: lab.sandbox.url,
      namespace: 'default',
      pod: 'spark-master-0',
      command: REPORT,
      ...more,
    });

  for (const protocol of ['v5.channel.k8s.io', 'v4.channel.k8s.io']) {
    it(`speaks in channels (${protocol}): an empty first message, its output, how it ended, and a clean end`, async () => {
      const spoken = (await call({ protocols: [protocol] })) as Spoken;
      expect(spoken.protocol).to.equal(protocol);
      expect(JSON.parse(spoken.stdout)).to.include({ cached: '0.00B', cacheCapacity: '1.00GiB' });
      expect(spoken.status).to.deep.equal({ metadata: {}, status: 'Success' });
      expect([spoken.channels, spoken.closed]).to.deep.equal([[1, 1, 3], 1000]);
    });
  }

  it('takes the newest protocol of those that are offered', async () => {
    const protocols = ['v4.channel.k8s.io', 'v5.channel.k8s.io'];
    expect(((await call({ protocols })) as Spoken).protocol).to.equal('v5.channel.k8s.io');
  });

  for (const [what, more] of [
    ['that no program of the container answers to', { command: ['ls'] }],
    ['that is another pod’s', { pod: 'spark-worker-0' }],
  ] as const) {
    it(`${what} ends in the words of the container's runtime`, async () => {
      const { stdout, status } = (await call(more)) as Spoken;
      expect(stdout).to.equal('');
      expect(status).to.include({ status: 'Failure', reason: 'InternalError' });
    });
  }

  it('follows the class: with another command there, the old one is no program any more', async () => {
    const ref = { kind: 'CacheRuntimeClass', namespace: '', name: 'sandbox-cache' };
    const command = ['other', '--report'];
    lab.sandbox.api.as('kubectl').change(ref, (object) => ({
      ...object,
      topology: { master: { executionEntries: { reportSummary: { command } } } },
    }));
    expect(((await call()) as Spoken).status).to.include({ reason: 'InternalError' });
    expect(((await call({ command })) as Spoken).status).to.include({ status: 'Success' });
  });

  it('of a pod that does not run is refused before anything is said', async () => {
    lab.sandbox.dataset('default', 'spark').crashWorker(0);
    const refused = (await call({ pod: 'spark-worker-0' })) as Refused;
    expect([refused.code, refused.body.reason]).to.deep.equal([500, 'InternalError']);
    expect(refused.body.message).to.contain('container not found ("worker")');
  });

  const outcomes: Readonly<
    Record<Exclude<ExecFault, 'hang' | 'hang-midway' | 'refuse' | 'huge'>, (spoken: Spoken) => void>
  > = {
    cut: ({ stdout, status, closed }) => {
      expect(stdout)
        .to.match(/^\{"cached"/)
        .and.to.not.match(/\}/);
      expect([status, closed]).to.deep.equal([null, 1006]);
    },
    'no-status': ({ stdout, status, closed }) => {
      expect(stdout).to.match(/\}\n$/);
      expect([status, closed]).to.deep.equal([null, 1000]);
    },
    'no-command': ({ status }) => expect(status).to.include({ reason: 'InternalError' }),
    nonzero: ({ stdout, stderr, status }) => {
      expect([stdout, stderr]).to.deep.equal(['', 'cache-report: Input/output error\n']);
      expect(status).to.deep.include({
        reason: 'NonZeroExitCode',
        details: { causes: [{ reason: 'ExitCode', message: '1' }] },
      });
    },
    empty: ({ stdout, status }) => expect([stdout, status?.status]).to.deep.equal(['', 'Success']),
    garbage: ({ stdout, status }) => {
      expect(stdout).to.contain('\uFFFD');
      expect(status).to.include({ status: 'Success' });
    },
    half: ({ stdout, status }) => {
      expect(stdout)
        .to.match(/^\{"cached"/)
        .and.to.not.match(/\}/);
      expect(status).to.include({ status: 'Success' });
    },
  };
  for (const [fault, check] of Object.entries(outcomes)) {
    it(`goes wrong on request: ${fault}`, async () => {
      lab.sandbox.dataset('default', 'spark').setExecFault(fault as ExecFault);
      check((await call()) as Spoken);
      lab.sandbox.dataset('default', 'spark').setExecFault(null);
      expect(((await call()) as Spoken).status).to.include({ status: 'Success' });
    });
  }

  it('goes wrong on request: refuse, before the connection changes its protocol', async () => {
    lab.sandbox.dataset('default', 'spark').setExecFault('refuse');
    const { code, body } = (await call()) as Refused;
    expect([code, body.message]).to.deep.equal([
      500,
      'error dialing backend: dial tcp: connect: connection refused',
    ]);
  });

  it('goes wrong on request: huge, text without end', async () => {
    lab.sandbox.dataset('default', 'spark').setExecFault('huge');
    const { stdout, status } = (await call({ enough: 5_000_000 })) as Spoken;
    expect(stdout.length).to.be.at.least(5_000_000);
    expect(status).to.equal(null);
  });

  for (const [fault, begins] of [
    ['hang', /^$/],
    ['hang-midway', /^\{"cached"[^}]*$/],
  ] as const) {
    it(`goes wrong on request: ${fault}, until the cluster is cut off`, async () => {
      lab.sandbox.dataset('default', 'spark').setExecFault(fault);
      const hanging = call({ enough: fault === 'hang' ? 0 : 10 });
      const { stdout, status } = (await hanging) as Spoken;
      expect(stdout).to.match(begins);
      expect(status).to.equal(null);
    });
  }

  it('has a test for every fault there is', () => {
    const tested = [...Object.keys(outcomes), 'refuse', 'huge', 'hang', 'hang-midway'];
    expect(tested).to.have.members([...execFaults]);
  });

  it('does not keep the sandbox from ending', async () => {
    lab.sandbox.dataset('default', 'spark').setExecFault('hang');
    const hanging = call();
    await call({ enough: 0 });
    await lab.stop();
    expect(((await hanging) as Spoken).closed).to.equal(1006);
    lab = await startLab();
  });
});
