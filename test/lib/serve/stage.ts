/** A daemon's page on a stage: datasets in memory whose hours are played in no time, shown as a running daemon shows them. */
import type { LedgerEntry } from '../../../lib/model/records.ts';
import { healthRoutes } from '../../../lib/serve/health.ts';
import { createMetrics } from '../../../lib/serve/metrics/metrics.ts';
import { createRecent } from '../../../lib/serve/recent.ts';
import { type HttpServer, serve } from '../../../lib/serve/server.ts';
import { createNews } from '../../../lib/serve/status/news.ts';
import { createOverview } from '../../../lib/serve/status/overview.ts';
import { statusRoutes } from '../../../lib/serve/status/routes.ts';
import { GIB, makeWorld, type World } from '../daemon/world.ts';
import { type StagedSubject, stagedSubject } from './subject.ts';

export interface Stage {
  readonly url: string;
  readonly subject: StagedSubject;
  /** The world of a dataset, to change. */
  world(name: string): World;
  /** Time passes for all of them, one look after the other. */
  play(seconds: number, each?: (name: string, world: World) => void): Promise<void>;
  stop(): Promise<void>;
}

/** @param specs `namespace/name` of each dataset, and the spec of its document; undefined is the article's */
export async function openStage(specs: Readonly<Record<string, string | undefined>>): Promise<Stage> {
  const worlds = new Map(Object.entries(specs).map(([name, spec]) => [name, makeWorld(spec)]));
  const [first] = worlds.values();
  const subject = stagedSubject(first?.now ?? 0);
  const recent = createRecent();
  const news = createNews();
  const overview = createOverview(() => subject, recent, news, 'stage');
  const metrics = createMetrics(
    () => subject,
    (dataset) => recent.lastGoodAt(dataset),
  );
  const routes = { ...healthRoutes(() => []), ...metrics.routes, ...statusRoutes(overview) };
  const fail = (path: string, error: unknown) => {
    throw new Error(`${path}: ${error}`);
  };
  const server: HttpServer = await serve({ listen: '127.0.0.1:0', routes, onError: fail });
  const heard = new Map<string, number>();

  const look = async (name: string, world: World, seconds: number) => {
    await world.tick(seconds);
    subject.at = Math.max(subject.at, world.now);
    for (const { entry } of world.records.slice(heard.get(name) ?? 0))
      news.heard({ ...(entry as unknown as LedgerEntry), dataset: name } as LedgerEntry, world.now);
    heard.set(name, world.records.length);
  };
  const play: Stage['play'] = async (seconds, each) => {
    for (let passed = 0; passed < seconds; passed += 15) {
      for (const [name, world] of worlds) {
        each?.(name, world);
        await look(name, world, Math.min(15, seconds - passed));
      }
      subject.statuses = [...worlds].map(([dataset, { keeper }]) => ({ ...keeper.status(), dataset }));
      recent.take(subject.statuses);
    }
  };
  return {
    url: `http://127.0.0.1:${server.port}/`,
    subject,
    world: (name) => {
      const world = worlds.get(name);
      if (world === undefined) throw new Error(`no dataset ${name} on this stage`);
      return world;
    },
    play,
    stop: () => server.stop(),
  };
}

/** Data comes in at this rate until the workers that serve are full, as an Alluxio cache fills: to within a block. */
export function fill(world: World, mibPerSecond: number, seconds = 15): void {
  world.serving = world.replicas;
  const room = world.serving * 0.94 * GIB;
  world.used = Math.min(world.used + mibPerSecond * 2 ** 20 * seconds, room);
}
