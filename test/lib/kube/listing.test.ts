import { expect } from 'chai';
import { connect } from '../../../lib/kube/connect.ts';
import { listAll } from '../../../lib/kube/listing.ts';
import { playServer, sendJson, writeKubeconfig } from './support/server.ts';

describe('a list', () => {
  it('whose next page is the same for ever is given up', async () => {
    const server = await playServer((_, response) =>
      sendJson(response, 200, { metadata: { resourceVersion: '1', continue: 'again' }, items: [] }),
    );
    const client = connect({ kubeconfig: writeKubeconfig({ server: server.url }) });
    const resource = { group: '', version: 'v1', plural: 'pods', kind: 'Pod' };
    let code: unknown;
    await listAll(client, { resource, namespace: null }, 500).catch((error: { code: unknown }) => {
      code = error.code;
    });
    expect(code).to.equal('NOT_A_LIST');
    expect(server.asked).to.have.length(2);
    await client.close();
    await server.close();
  });
});
