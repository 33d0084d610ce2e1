import { expect } from 'chai';
import { engineSight } from '../../../lib/daemon/engine-sight.ts';
import { sees } from '../../../lib/model/observation.ts';
import { closeAgents, engineAgents } from '../../../lib/runtimes/agents.ts';
import { serve } from '../runtimes/engine-server.ts';
import { ENGINES, objectsOf, runtimeOf, STANDBY_PAGE, sliceOf } from '../runtimes/masters/engines.ts';

const clock = { now: () => 1000, monotonic: () => 1000, sleep: async () => {} };
const engineAlone = [{ type: 'engine' as const, url: null, perPod: false }];

for (const engine of ENGINES)
  describe(`sight on a ${engine.kind} with three masters`, () => {
    it('asks all of them once, then only the leader, and is never blind while one leads', async () => {
      let leader = 2;
      let asked: number[] = [];
      const servers = await Promise.all(
        [0, 1, 2].map((i) =>
          serve((_, response) => {
            asked.push(i);
            response.end(i === leader ? engine.page : STANDBY_PAGE);
          }),
        ),
      );
      const agents = engineAgents();
      const objects = {
        ...objectsOf(
          runtimeOf(engine.kind, { replicas: 1 }),
          servers.map((server, i) => sliceOf(engine, i, server)),
        ),
        dataset: runtimeOf('Dataset'),
      };
      const sight = engineSight({ clock, agents, staleAfterMs: 30_000 }).open();
      for (const [leading, expected] of [
        [2, [0, 1, 2]],
        [2, [2]],
        [0, [0, 1, 2]],
        [0, [0]],
      ] as const) {
        leader = leading;
        asked = [];
        await sight.look(objects, engineAlone, new AbortController().signal);
        const seen = sight.observe(objects, 1000);
        expect('observation' in seen && sees(seen.observation.reading)).to.equal(true);
        expect(asked.toSorted()).to.deep.equal(expected);
      }
      closeAgents(agents);
      await Promise.all(servers.map((server) => server.close()));
    });
  });
