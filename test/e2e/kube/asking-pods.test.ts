import { expect } from 'chai';
import { realClock } from '../../../lib/clock/clock.ts';
import { waysIn } from '../../../lib/daemon/ways-in.ts';
import type { KubeClient } from '../../../lib/kube/client.ts';
import { connect } from '../../../lib/kube/connect.ts';
import { closeAgents, engineAgents } from '../../../lib/runtimes/agents.ts';
import { lookAtReport } from '../../../lib/runtimes/cache/read.ts';
import type { Look, ReadOptions } from '../../../lib/runtimes/contract.ts';
import { lookAtWorkers } from '../../../lib/runtimes/juicefs/read.ts';
import { juicefsObjects, MIB, pod } from '../../lib/runtimes/juicefs/objects.ts';
import { codeSaid } from '../../lib/runtimes/said.ts';
import { controlPlaneAvailable, controlPlaneHint, findKwok, kwokHint } from '../../support/binaries.ts';
import { type ControlPlane, startControlPlane } from '../../support/control-plane.ts';
import { describeNeeding } from '../../support/describe-needing.ts';
import { type PlayedKubelet, startPlayedKubelet } from '../../support/played-kubelet.ts';

const missing = controlPlaneAvailable() ? (findKwok() === null ? kwokHint : null) : controlPlaneHint();

describeNeeding(missing, 'engines asked in their pods, over exec streams of a real API server', (suite) => {
  suite.timeout(120_000);
  let plane: ControlPlane;
  let kubelet: PlayedKubelet;
  let client: KubeClient;
  const agents = engineAgents();

  before(async () => {
    plane = await startControlPlane();
    await plane.applyCacheCrds();
    kubelet = await startPlayedKubelet(plane);
    client = connect({ kubeconfig: plane.kubeconfig });
    const namespace = 'default';
    for (const i of [0, 1])
      await kubelet.runPod({ namespace, name: `spark-worker-${i}`, containers: ['juicefs-worker'] });
    await kubelet.runPod({ namespace, name: 'spark-worker-2', containers: ['another'] });
    await kubelet.runPod({ namespace, name: 'spark-master-0', containers: ['master'] });
  });
  after(async () => {
    closeAgents(agents);
    await client?.close();
    await kubelet?.stop();
    await plane?.stop();
  });

  const means = (change: Partial<ReadOptions> = {}): ReadOptions => ({
    clock: realClock,
    timeoutMs: 30_000,
    agents,
    allowed: new Set(['exec']),
    ...waysIn(client, realClock),
    ...change,
  });
  const lookAt = (ordinals: readonly number[], change?: Partial<ReadOptions>): Promise<Look> => {
    const objects = juicefsObjects(ordinals.map((i) => pod(i)));
    return lookAtWorkers({ objects, url: null, perPod: false }, means(change));
  };
  const outcome = ({ result }: Look): unknown => {
    if ('blind' in result) return codeSaid(result);
    const { usedBytes, capacityBytes, workers, quality } = result;
    return [usedBytes / MIB, capacityBytes / MIB, workers, quality ?? 'whole'];
  };
  const stats = (bytes: number) => `echo "blockcache.blocks: 30"; echo "blockcache.bytes: ${bytes}"`;

  it('JuiceFS workers are summed', async () => {
    const file = '/runtime-mnt/juicefs/default/spark/juicefs-fuse/.stats';
    kubelet.command('cat', `[ "$*" = ${file} ] || exit 9; ${stats(100 * MIB)}`);
    expect(outcome(await lookAt([0, 1]))).to.deep.equal([200, 256, 2, 'whole']);
  });
  it('one that cannot be asked makes the rest a lower bound', async () => {
    kubelet.command('cat', stats(100 * MIB));
    const look = await lookAt([0, 1, 2]);
    expect(outcome(look)).to.deep.equal([200, 384, 3, 'lagging']);
    const why = look.pods?.flatMap((one) => ('why' in one ? [one.why.code] : []));
    expect(why).to.deep.equal(['ExecContainerMissing']);
  });

  const broken: readonly [string, string, string][] = [
    ['without a mount', 'echo "cat: .stats: No such file or directory" >&2; exit 1', 'ExecExited'],
    ['that print without end', 'exec yes', 'ExecTooLarge'],
    ['that print garbage', 'exec head -c 4000 /dev/urandom', 'StatsLackFigure'],
    ['that print nothing', ':', 'StatsLackFigure'],
    ['that die in the middle', 'printf "blockcache.bytes: 1"; kill -9 $$', 'ExecFailed'],
  ];
  for (const [what, script, code] of broken) {
    it(`workers ${what} are blind: ${code}, never zero`, async () => {
      kubelet.command('cat', script);
      expect(outcome(await lookAt([0]))).to.equal(code);
    });
  }
  it('workers that hang are given up in time, and after the second time left alone', async () => {
    kubelet.command('cat', 'exec sleep 60');
    const same = means({ timeoutMs: 300 });
    const objects = juicefsObjects([pod(0)]);
    const codes: unknown[] = [];
    for (let i = 0; i < 3; i++)
      codes.push(outcome(await lookAtWorkers({ objects, url: null, perPod: false }, same)));
    expect(codes[2]).to.equal('ExecLeftAlone');
    expect(codes[0]).to.be.oneOf(['PodTimeout', 'ExecTimeout']);
  });

  describe('a CacheRuntime', () => {
    const objects = () => {
      const { runtime, ...rest } = juicefsObjects([pod(0), pod(1)]);
      return {
        ...rest,
        runtime: runtime && { ...runtime, kind: 'CacheRuntime', spec: { runtimeClassName: 'curvine' } },
      };
    };
    const look = () => lookAtReport({ objects: objects(), url: null, perPod: false }, means());

    it('without its class is blind', async () => {
      expect(outcome(await look())).to.equal('ClassMissing');
    });
    it('is asked by its class’s command', async () => {
      kubelet.command(
        'cv',
        '[ "$*" = "report --json" ] && echo \'{"cached":"64MiB","cacheCapacity":"256Mi"}\'',
      );
      const template = { spec: { containers: [{ name: 'master' }, { name: 'sidecar' }] } };
      const executionEntries = { reportSummary: { command: ['cv', 'report', '--json'], timeout: 5 } };
      await plane.apply([
        {
          apiVersion: 'data.fluid.io/v1alpha1',
          kind: 'CacheRuntimeClass',
          metadata: { name: 'curvine' },
          fileSystemType: 'curvine',
          topology: { master: { template, executionEntries } },
        },
      ]);
      expect(outcome(await look())).to.deep.equal([64, 256, 2, 'whole']);
    });
    it('whose command prints no report is blind', async () => {
      kubelet.command('cv', 'echo "Total capacity: 5"');
      expect(outcome(await look())).to.equal('ReportNotJson');
    });
  });
});
