import { join } from 'node:path';
import { expect } from 'chai';
import { realClock } from '../../../../lib/clock/clock.ts';
import { type Sandbox, startSandbox } from '../../../../lib/sandbox/start.ts';
import { type Client, connect, field, listAt, textAt } from '../../../contract/client.ts';
import { alluxio, fluidPath } from '../../../contract/objects.ts';
import { removeTempFolder, tempFolder } from '../../../support/temp.ts';

/** What only the sandbox can be made to do; what it shares with a real server is in test/contract. */

const PATH = fluidPath('default', 'alluxioruntimes');
const TABLE = { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json' };

describe('the API server of the sandbox', () => {
  let sandbox: Sandbox;
  let client: Client;
  let folder: string;
  beforeEach('start it', async () => {
    sandbox = await startSandbox({ clock: realClock, datasets: [] });
    folder = tempFolder('sandbox-api');
    client = connect(sandbox.kubeconfig(join(folder, 'kubeconfig')));
  });
  afterEach('stop it', async () => {
    await client.close();
    await sandbox.stop();
    removeTempFolder(folder);
  });
  const make = (name: string, labels: object = {}) =>
    client.call('POST', PATH, { body: alluxio(name, { replicas: 1 }, labels) });

  it('answers a page whose moment is forgotten with 410, and a new list is whole', async () => {
    for (const name of ['a', 'b', 'c']) await make(name);
    const first = await client.call('GET', `${PATH}?limit=1`);
    sandbox.api.compact();
    await make('d');
    const next = await client.call(
      'GET',
      `${PATH}?limit=1&continue=${textAt(first.body, 'metadata.continue')}`,
    );
    // The moment itself is still the newest that was compacted to: only what lies before is gone.
    expect(next.code).to.equal(200);
    sandbox.api.compact();
    const late = await client.call(
      'GET',
      `${PATH}?limit=1&continue=${textAt(first.body, 'metadata.continue')}`,
    );
    expect([late.code, field(late.body, 'reason')]).to.deep.equal([410, 'Expired']);
    expect(listAt((await client.call('GET', PATH)).body, 'items').length).to.equal(4);
  });

  it('answers a watch from a forgotten version with an ERROR event', async () => {
    const made = await make('a');
    await make('b');
    sandbox.api.compact();
    const from = textAt(made.body, 'metadata.resourceVersion');
    const [event] = await (await client.watch(`${PATH}?watch=1&resourceVersion=${from}`)).rest();
    expect([event?.type, field(event?.object, 'code')]).to.deep.equal(['ERROR', 410]);
  });

  it('loses nothing for a watcher whose connection it cuts', async () => {
    const made = await make('a');
    const stream = await client.watch(
      `${PATH}?watch=1&resourceVersion=${textAt(made.body, 'metadata.resourceVersion')}`,
    );
    await make('b');
    const last = await stream.next();
    sandbox.api.cut();
    expect(
      await stream.rest().then(
        () => 'ended',
        (error: Error) => error.name,
      ),
    ).to.not.equal('ended');
    await make('c');
    await client.call('DELETE', `${PATH}/a`);
    const again = await client.watch(
      `${PATH}?watch=1&resourceVersion=${textAt(last?.object, 'metadata.resourceVersion')}`,
    );
    const events = [await again.next(), await again.next()];
    again.close();
    expect(events.map((event) => `${event?.type} ${field(event?.object, 'metadata.name')}`)).to.deep.equal([
      'ADDED c',
      'DELETED a',
    ]);
  });

  it('refuses a body beyond 3 MiB', async () => {
    const body = alluxio('large', { filler: 'x'.repeat(3 * 2 ** 20) });
    expect((await client.call('POST', PATH, { body })).code).to.equal(413);
  });

  it("prints tables for kubectl: Fluid's own columns, ages on its own clock", async () => {
    await client.call('POST', fluidPath('default', 'datasets'), {
      body: { apiVersion: 'data.fluid.io/v1alpha1', kind: 'Dataset', metadata: { name: 'd' } },
    });
    const status = {
      phase: 'Bound',
      conditions: [],
      ufsTotal: '2.71GiB',
      cacheStates: { cached: '1.00GiB' },
    };
    await client.call('PATCH', `${fluidPath('default', 'datasets')}/d/status`, { body: { status } });
    const { body } = await client.call('GET', fluidPath('default', 'datasets'), { headers: TABLE });
    expect(field(body, 'kind')).to.equal('Table');
    const columns = listAt(body, 'columnDefinitions').map((c) => textAt(c, 'name'));
    expect(columns).to.deep.equal([
      'Name',
      'Ufs Total Size',
      'Cached',
      'Cache Capacity',
      'Cached Percentage',
      'Phase',
      'HCFS URL',
      'TOTAL FILES',
      'CACHE HIT RATIO',
      'Age',
    ]);
    expect(listAt(body, 'rows.0.cells').slice(0, 6)).to.deep.equal([
      'd',
      '2.71GiB',
      '1.00GiB',
      null,
      null,
      'Bound',
    ]);
    expect(listAt(body, 'rows.0.cells').at(-1)).to.match(/^\d+s$/);
    expect(field((await client.call('GET', fluidPath('default', 'datasets'))).body, 'kind')).to.equal(
      'DatasetList',
    );
  });

  it('tells kubectl by its OpenAPI that it checks objects itself', async () => {
    const index = await client.call('GET', '/openapi/v3');
    const url = textAt(
      (field(index.body, 'paths') as Record<string, unknown>)['apis/data.fluid.io/v1alpha1'],
      'serverRelativeURL',
    );
    const { body } = await client.call('GET', url);
    const path = '/apis/data.fluid.io/v1alpha1/namespaces/{namespace}/dataloads/{name}';
    const patch = (field(body, 'paths') as Record<string, unknown>)[path];
    expect(field(patch, 'patch.parameters.0.name')).to.equal('fieldValidation');
  });
});
