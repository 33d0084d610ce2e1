import { controlPlaneAvailable, controlPlaneHint } from '../support/binaries.ts';
import { sharedControlPlane } from '../support/control-plane.ts';
import { describeNeeding } from '../support/describe-needing.ts';
import { describeApiContract } from './api-contract.ts';
import { describeLoopbackDifference } from './loopback-difference.ts';

const missing = controlPlaneAvailable() ? null : controlPlaneHint();

describeNeeding(missing, 'a real server', (suite) => {
  suite.timeout(120_000);
  async function start() {
    const plane = await sharedControlPlane();
    await plane.applyFluidCrds();
    // It is shared with other suites of the process and ends with it.
    return { kubeconfig: plane.kubeconfig, stop: async () => undefined };
  }
  describeApiContract('kube-apiserver', start);
  describeLoopbackDifference('kube-apiserver', start, 422);
});
