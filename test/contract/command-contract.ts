import { expect } from 'chai';
import type { Bench } from './api-contract.ts';
import { field } from './client.ts';
import { pod, podPath } from './objects.ts';

/** What is said of a command without any kubelet; what commands say is in `exec-contract.ts`. */
export function defineCommands({ call, namespace }: Bench): void {
  describe('a command in a pod', () => {
    async function refused(name: string, containers: readonly string[], query = ''): Promise<unknown[]> {
      const pods = podPath(await namespace());
      const images = containers.map((each) => ({ name: each, image: 'image' }));
      const automountServiceAccountToken = false;
      const body = pod(name, { containers: images, automountServiceAccountToken });
      if (containers.length > 0) expect((await call('POST', pods, { body })).code).to.equal(201);
      const { code, body: status } = await call('GET', `${pods}/${name}/exec?command=ls&stdout=true${query}`);
      return [code, field(status, 'reason'), field(status, 'message')];
    }

    it('needs the pod', async () => {
      const message = 'pods "missing" not found';
      expect(await refused('missing', [])).to.deep.equal([404, 'NotFound', message]);
    });

    it('needs a pod that has a node', async () => {
      const message = 'pod one does not have a host assigned';
      expect(await refused('one', ['main'])).to.deep.equal([400, 'BadRequest', message]);
    });

    it('needs the name of a container where the pod has several', async () => {
      const message = 'a container name must be specified for pod two, choose one of: [a b]';
      expect(await refused('two', ['a', 'b'])).to.deep.equal([400, 'BadRequest', message]);
    });

    it('needs a container that the pod has', async () => {
      const message = 'container c is not valid for pod two';
      expect(await refused('two', ['a', 'b'], '&container=c')).to.deep.equal([400, 'BadRequest', message]);
    });
  });
}
