import { join } from 'node:path';
import { expect } from 'chai';
import { realClock } from '../../../lib/clock/clock.ts';
import { createCluster } from '../../../lib/kube/cluster.ts';
import { connect } from '../../../lib/kube/connect.ts';
import { startSandbox } from '../../../lib/sandbox/start.ts';
import { tempFolder } from '../../support/temp.ts';
import { waitFor } from '../../support/wait-for.ts';
import { spark } from './fluid/lab.ts';

describe('the sandbox', () => {
  it('takes pods that use a dataset, and the daemon’s own watches see them come and go', async () => {
    const sandbox = await startSandbox({ clock: realClock, datasets: [spark] });
    const client = connect({ kubeconfig: sandbox.kubeconfig(join(tempFolder('users'), 'config')) });
    const workerSetOf = (_: string, name: string) =>
      ({ kind: 'StatefulSet', name: `${name}-worker` }) as const;
    const options = { client, namespace: null, clock: realClock, random: () => 0.5, workerSetOf };
    const cluster = createCluster(options);
    const stop = new AbortController();
    const running = cluster.run(stop.signal);
    try {
      await cluster.whenSynced();
      cluster.wantUsers('default/spark', true);
      const names = () =>
        cluster.objects('default', 'spark').users?.pods.map(({ metadata }) => metadata.name) ?? [];
      const path = '/api/v1/namespaces/default/pods';
      const volumes = [{ name: 'data', persistentVolumeClaim: { claimName: 'spark' } }];
      const spec = { containers: [{ name: 'app', image: 'x' }], volumes };
      const body = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'notebook' }, spec };
      await client.request({ method: 'POST', path, body });
      await waitFor(() => names().length === 1, { what: 'the pod to be seen' });
      expect(names()).to.deep.equal(['notebook']);
      await client.request({ method: 'DELETE', path: `${path}/notebook` });
      await waitFor(() => names().length === 0, { what: 'the pod to be gone' });
    } finally {
      stop.abort();
      await running;
      await client.close();
      await sandbox.stop();
    }
  });
});
