import { controlPlaneAvailable, controlPlaneHint, findKwok, kwokHint } from '../support/binaries.ts';
import { sharedControlPlane } from '../support/control-plane.ts';
import { describeNeeding } from '../support/describe-needing.ts';
import { startPlayedKubelet } from '../support/played-kubelet.ts';
import { describeExecContract } from './exec-contract.ts';

const missing = controlPlaneAvailable() ? (findKwok() === null ? kwokHint : null) : controlPlaneHint();

describeNeeding(missing, 'a real server with a kubelet', (suite) => {
  suite.timeout(120_000);
  describeExecContract('kube-apiserver', async () => {
    const plane = await sharedControlPlane();
    const kubelet = await startPlayedKubelet(plane);
    const namespace = await plane.namespace('exec');
    const printed = 'blockcache.blocks: 9708\nblockcache.bytes: 40757435762\n';
    kubelet.command('stats', `printf '${printed.replaceAll('\n', '\\n')}'`);
    kubelet.command('fails', 'echo "no such mount" >&2; exit 1');
    const [pod, container] = ['spark-worker-0', 'juicefs-worker'];
    await kubelet.runPod({ namespace, name: pod, containers: [container] });
    const { kubeconfig } = plane;
    return {
      kubeconfig,
      stop: kubelet.stop,
      namespace,
      pod,
      container,
      good: ['stats'],
      printed,
      bad: ['fails'],
    };
  });
});
