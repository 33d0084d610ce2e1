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

/** Six datasets, each with a story of its own. */
export const TEAM: Readonly<Record<string, string | undefined>> = {
  'default/spark': undefined,
  'team-a/imagenet': undefined,
  'team-a/logs': undefined,
  'team-b/features': '\n  replicas: { min: 1, max: 2 }\n  policies: { threshold: { up: 90% } }',
  'team-b/tryout':
    '\n  mode: dry-run\n  replicas: { min: 1, max: 4 }\n  policies: { threshold: { up: 90% } }',
  'team-b/archive': `
  replicas: { min: 1, max: 6 }
  policies:
    threshold: { up: 90%, down: 40% }
    scaleDown: enabled
    stabilization: { down: 10m }
    cooldown: { afterDown: 5m }`,
};

const RATES: Readonly<Record<string, number>> = {
  'default/spark': 0.22,
  'team-a/imagenet': 0.5,
  'team-a/logs': 0.02,
  'team-b/features': 0.4,
  'team-b/tryout': 0.12,
  'team-b/archive': 0.5,
};

/** Three and a half hours of the six: one grows as the article's does, one is full at its max, one goes blind, ... */
export async function playTeam(stage: Stage): Promise<void> {
  for (const name of Object.keys(TEAM)) stage.world(name).used = 0.05 * GIB;
  for (const name of ['team-a/imagenet', 'team-b/features']) stage.world(name).sizeBytes = 9 * GIB;
  const logs = stage.world('team-a/logs');
  const began = logs.now;
  await stage.play(3.5 * 3600, (name, world) => {
    const passed = (world.now - began) / 1000;
    const sinks = name === 'team-b/archive' && passed > 5400;
    fill(world, sinks ? -0.35 : (RATES[name] ?? 0));
    world.used = Math.max(world.used, 0.02 * GIB);
    if (world !== logs) return;
    if (passed === 9000) world.someone(2, 'kubectl-scale');
    const numbers = { address: '10.0.0.7:20000', limit: 3000 };
    if (passed === 12_000)
      world.reading = { blind: true, code: 'EngineTimeout', source: 'alluxio-master', numbers };
  });
}
