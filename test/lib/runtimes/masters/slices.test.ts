import { expect } from 'chai';
import type { KubeObject } from '../../../../lib/kube/objects.ts';
import { closeAgents } from '../../../../lib/runtimes/agents.ts';
import { patient, type Served, serve } from '../engine-server.ts';
import { ENGINES, look, STANDBY_PAGE } from './engines.ts';

/** The EndpointSlice of one master's Service, on the node's own address and a random port, as under host network. */
function sliceOf(service: string, port: string, server: Served): KubeObject {
  const labels = { 'kubernetes.io/service-name': service };
  const metadata = { name: `${service}-x`, namespace: 'default', uid: 'u', resourceVersion: '1', labels };
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata,
    addressType: 'IPv4',
    ports: [
      { name: 'other', port: 1, protocol: 'TCP' },
      { name: port, port: server.port, protocol: 'TCP' },
    ],
    endpoints: [{ addresses: ['127.0.0.1'], conditions: { ready: true } }],
  };
}

for (const engine of ENGINES)
  describe(`a look at a ${engine.kind} by its slices`, () => {
    const { masters, page } = engine;

    it('finds the leader of three masters by the names of Services and port alone, and follows it', async () => {
      const asked: string[] = [];
      let leader = 1;
      const servers = await Promise.all(
        [0, 1, 2].map((i) =>
          serve(({ url }, response) => {
            asked.push(`${i} ${url}`);
            response.end(i === leader ? page : STANDBY_PAGE);
          }),
        ),
      );
      // No label says that it is to be monitored: `disablePrometheus` takes away only that label.
      const slices = servers.map((server, i) =>
        sliceOf(`${masters.service('spark')}-${i}`, masters.port, server),
      );
      const options = patient({ led: { url: null, workers: 0 } });
      const [path] = masters.paths;
      for (const [leading, all] of [
        [1, [`0 ${path}`, `1 ${path}`, `2 ${path}`]],
        [1, [`1 ${path}`]],
        [2, [`0 ${path}`, `1 ${path}`, `2 ${path}`]],
        [2, [`2 ${path}`]],
      ] as const) {
        leader = leading;
        expect(await look(engine, options, { slices })).to.include(engine.figures);
        expect(asked.splice(0).sort()).to.deep.equal(all);
      }
      closeAgents(options.agents);
      await Promise.all(servers.map((server) => server.close()));
    });

    it('asks nobody when there is no slice, and says whose it misses', async () => {
      const result = await look(engine, patient(), { slices: [] });
      expect(result).to.deep.include({
        blind: true,
        source: masters.source,
        code: 'NoEndpoints',
        numbers: { service: masters.service('spark'), slices: 0 },
      });
    });
  });
