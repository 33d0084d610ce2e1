import { expect } from 'chai';
import type { Served } from './api-contract.ts';
import { type Client, connect } from './client.ts';
import { slice, slicePath } from './objects.ts';

/** The one difference that is meant: engines of the sandbox live on 127.0.0.1, which a real server does not allow. */
export function describeLoopbackDifference(
  name: string,
  start: () => Promise<Served>,
  code: 201 | 422,
): void {
  describe(`the one difference: ${name}`, () => {
    let served: Served | undefined;
    let client: Client | undefined;
    before('start the server', async () => {
      served = await start();
      client = connect(served.kubeconfig);
    });
    after('stop the server', async () => {
      await client?.close();
      await served?.stop();
    });
    it(`answers a loopback address in an EndpointSlice with ${code}`, async () => {
      const body = { ...slice('x', '127.0.0.1'), metadata: { generateName: 'loopback-' } };
      expect((await client?.call('POST', slicePath('default'), { body }))?.code).to.equal(code);
    });
  });
}
