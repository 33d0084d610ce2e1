import { expect } from 'chai';
import { closeAgents } from '../../../../lib/runtimes/agents.ts';
import { patient, serve } from '../engine-server.ts';
import { ENGINES, look, STANDBY_PAGE, sliceOf } from './engines.ts';

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
      const slices = servers.map((server, i) => sliceOf(engine, i, server));
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
