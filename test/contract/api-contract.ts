/**
 * What the daemon relies on of an API server, stated once and held against each: the sandbox and a real kube-apiserver.
 * Where they differ the sandbox is wrong. One difference is meant: the sandbox takes loopback addresses in EndpointSlices.
 */
import { type Client, connect } from './client.ts';
import { defineCommands } from './command-contract.ts';
import { defineDeletes } from './delete-contract.ts';
import { defineKinds } from './kind-contract.ts';
import { defineLists } from './list-contract.ts';
import { defineManagers } from './manager-contract.ts';
import { definePatches } from './patch-contract.ts';
import { defineProxy } from './proxy-contract.ts';
import { defineScale } from './scale-contract.ts';
import { defineWatches } from './watch-contract.ts';
import { defineWrites } from './write-contract.ts';

export interface Served {
  /** Path of a kubeconfig that may do everything. */
  readonly kubeconfig: string;
  stop(): Promise<void>;
}

/** What a part of the contract works with; to be used in tests and hooks only. */
export interface Bench {
  call: Client['call'];
  watch: Client['watch'];
  /** A namespace of this test's own. */
  namespace(): Promise<string>;
}

/** @param start brings up the server, with Fluid's kinds; called once, before the first test */
export function describeApiContract(name: string, start: () => Promise<Served>): void {
  describe(`the API contract: ${name}`, function defineSuite() {
    this.timeout(60_000);
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
    function there(): Client {
      if (!client) throw new Error('the server is there in hooks and tests only');
      return client;
    }
    const bench: Bench = {
      call: (...args) => there().call(...args),
      watch: (path) => there().watch(path),
      async namespace() {
        const metadata = { generateName: 'contract-' };
        const body = { apiVersion: 'v1', kind: 'Namespace', metadata };
        const made = await there().call('POST', '/api/v1/namespaces', { body });
        return (made.body as { metadata: { name: string } }).metadata.name;
      },
    };
    defineScale(bench);
    defineWrites(bench);
    definePatches(bench);
    defineDeletes(bench);
    defineManagers(bench);
    defineLists(bench);
    defineWatches(bench);
    defineKinds(bench);
    defineProxy(bench);
    defineCommands(bench);
  });
}
