import { expect } from 'chai';
import type { KubeClient } from '../../../lib/kube/client.ts';
import { connect } from '../../../lib/kube/connect.ts';
import type { ExecRequest } from '../../../lib/kube/exec-contract.ts';
import { lazyExec } from '../../../lib/kube/lazy-exec.ts';
import { codeSaid } from '../../lib/runtimes/said.ts';
import { controlPlaneAvailable, controlPlaneHint, findKwok, kwokHint } from '../../support/binaries.ts';
import { type ControlPlane, startControlPlane } from '../../support/control-plane.ts';
import { describeNeeding } from '../../support/describe-needing.ts';
import { callsOf } from '../../support/plane-audit.ts';
import { type PlayedKubelet, startPlayedKubelet } from '../../support/played-kubelet.ts';

const missing = controlPlaneAvailable() ? (findKwok() === null ? kwokHint : null) : controlPlaneHint();
const patient = { timeoutMs: 60_000, maxBytes: 100_000 };

describeNeeding(missing, 'a command in a pod, on a real API server with a kubelet', (suite) => {
  suite.timeout(120_000);
  let plane: ControlPlane;
  let kubelet: PlayedKubelet;
  let namespace: string;
  let client: KubeClient;

  before(async () => {
    plane = await startControlPlane({ audit: true });
    kubelet = await startPlayedKubelet(plane);
    namespace = await plane.namespace('exec');
    await kubelet.runPod({ namespace, name: 'worker-0', containers: ['worker', 'other'] });
    client = connect({ kubeconfig: plane.kubeconfig });
  });
  after(async () => {
    await client?.close();
    await kubelet?.stop();
    await plane?.stop();
  });

  async function outcome(asked: Partial<ExecRequest>, by = client): Promise<string> {
    const request = {
      namespace,
      pod: 'worker-0',
      container: 'worker',
      command: ['stats'],
      ...patient,
      ...asked,
    };
    const answer = await lazyExec(by)(request);
    return 'failure' in answer ? codeSaid(answer.failure) : answer.stdout;
  }

  it('prints', async () => {
    kubelet.command('stats', 'echo "blockcache.bytes: 7"');
    expect(await outcome({})).to.equal('blockcache.bytes: 7\n');
  });
  it('gets its arguments as they are, whatever is in them', async () => {
    kubelet.command('words', 'printf "<%s>" "$@"');
    const words = ['a b', '$HOME', '`id`', ';ls', '&stdin=true&tty=true', 'ü'];
    expect(await outcome({ command: ['words', ...words] })).to.equal(
      words.map((word) => `<${word}>`).join(''),
    );
  });
  it('that hangs is given up when its time is up', async () => {
    kubelet.command('hangs', 'echo half; exec sleep 60');
    expect(await outcome({ command: ['hangs'], timeoutMs: 300 })).to.equal('ExecTimeout');
  });
  it('that never stops printing is given up when it is too much', async () => {
    expect(await outcome({ command: ['yes'] })).to.equal('ExecTooLarge');
  });
  it('that never stops complaining is given up when it is too much', async () => {
    kubelet.command('wails', 'yes >&2');
    expect(await outcome({ command: ['wails'] })).to.equal('ExecTooLarge');
  });
  it('that prints garbage is handed over for its reader to judge', async () => {
    kubelet.command('garbage', 'head -c 3000 /dev/urandom');
    expect((await outcome({ command: ['garbage'] })).length).to.be.greaterThan(1_000);
  });
  it('that is killed is a failure, and what it printed is not used', async () => {
    kubelet.command('dies', 'echo "blockcache.bytes: 7"; kill -9 $$');
    expect(await outcome({ command: ['dies'] })).to.equal('ExecFailed');
  });

  const refusals: readonly [string, string, Partial<ExecRequest>][] = [
    ['that fails', 'ExecExited', { command: ['false'] }],
    ['that is not there', 'ExecCommandMissing', { command: ['no-such-command'] }],
    ['in a pod that is not there', 'ExecPodGone', { pod: 'worker-1' }],
    ['in a container that is not there', 'ExecContainerMissing', { container: 'nope' }],
    ['in a pod without a node', 'ExecPodNotRunning', { pod: 'pending', container: 'c' }],
    ['in a pod whose node is gone', 'ExecPodGone', { pod: 'orphan', container: 'c' }],
    ['in a pod whose node does not answer', 'ExecFailed', { pod: 'unreachable', container: 'c' }],
  ];
  for (const [what, code, asked] of refusals) {
    it(`${what}: ${code}`, async () => {
      const made = (name: string, spec: object) => ({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name, namespace },
        spec: { containers: [{ name: 'c', image: 'none' }], ...spec },
      });
      const status = {
        addresses: [{ type: 'InternalIP', address: '127.0.0.1' }],
        daemonEndpoints: { kubeletEndpoint: { Port: 1 } },
      };
      await plane.apply([
        { apiVersion: 'v1', kind: 'Node', metadata: { name: 'silent' }, status },
        made('pending', {}),
        made('orphan', { nodeName: 'gone' }),
        made('unreachable', { nodeName: 'silent' }),
      ]);
      expect(await outcome(asked)).to.equal(code);
    });
  }

  // Since 1.35 the server asks for both: a GET that opens a websocket can do what a POST does.
  const rights: readonly [readonly string[], string][] = [
    [[], 'ExecForbidden'],
    [['get'], 'ExecForbidden'],
    [['create'], 'ExecForbidden'],
    [['get', 'create'], 'blockcache.bytes: 7\n'],
  ];
  for (const [verbs, expected] of rights) {
    it(`with ${verbs.join(' and ') || 'no right'} on pods/exec: ${expected.trim()}`, async () => {
      const rules = [{ apiGroups: [''], resources: ['pods/exec'], verbs }];
      const name = `a-${verbs.join('-') || 'nothing'}`;
      const kubeconfig = await plane.serviceAccountKubeconfig(
        namespace,
        name,
        verbs.length === 0 ? undefined : JSON.stringify({ rules }),
      );
      const account = connect({ kubeconfig });
      try {
        expect(await outcome({}, account)).to.equal(expected);
      } finally {
        await account.close();
      }
      const calls = callsOf(plane.folder, `system:serviceaccount:${namespace}:${name}`);
      expect([...new Set(calls.map(({ verb, resource }) => `${verb} ${resource}`))]).to.deep.equal([
        'get pods/exec',
      ]);
    });
  }
});
