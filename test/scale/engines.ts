/** A process of the bench: stub engines, each on an address of its own, that print whole pages. */
import { createServer as createHttp, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer, type Socket } from 'node:net';
import { fillOf, memberOf, PER_WORKER, WORKERS } from './member.ts';
import { PATHS, pageOf } from './pages.ts';
import { answering, instant } from './talk.ts';

/** `hung`: takes the request and never answers. `flapping`: now well, now refusing, failing or cut off in the middle. */
type Health = 'well' | 'hung' | 'flapping';

interface Engine {
  readonly index: number;
  used: number;
  workers: number;
  ufs: number;
  moving: boolean;
  health: Health;
  /** What a flapping engine does next; it goes round. */
  mood: number;
  /** When it was first asked, ms; null: it has not been. */
  askedAt: number | null;
  /** When it was first shown to be full, ms; null: it has not been. */
  shownAt: number | null;
  crossed: boolean;
}

const engines = new Map<number, Engine>();
const counts = { pages: 0, bytes: 0, connections: 0, open: 0 };
const sockets = new Map<Socket, Engine>();

const http = createHttp({ keepAliveTimeout: 300_000 }, (request, response) => {
  const engine = sockets.get(request.socket);
  if (engine === undefined) response.destroy();
  else answer(engine, request, response);
});

function answer(engine: Engine, request: IncomingMessage, response: ServerResponse): void {
  const { kind } = memberOf(engine.index, 1);
  engine.askedAt ??= instant();
  if (engine.health === 'hung') return;
  if (request.url !== PATHS[kind]) return void response.writeHead(404).end();
  const mood = engine.health === 'flapping' ? engine.mood++ % 8 : 0;
  if (mood === 5) return void response.writeHead(503).end('starting\n');
  if (mood === 6) return void response.destroy();
  const figures = {
    usedBytes: Math.round(engine.used),
    capacityBytes: engine.workers * PER_WORKER,
    workers: engine.workers,
    ufsBytes: Math.round(engine.ufs),
  };
  const page = pageOf(kind, figures);
  const bytes = page.reduce((sum, piece) => sum + piece.length, 0);
  response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8', 'content-length': bytes });
  const half = mood === 7 ? page.slice(0, 2) : page;
  response.cork();
  for (const piece of half) response.write(piece);
  response.uncork();
  if (mood === 7) return void setImmediate(() => response.destroy());
  response.end();
  counts.pages++;
  counts.bytes += bytes;
  if (engine.crossed) engine.shownAt ??= instant();
}

async function open(index: number, namespaces: number): Promise<void> {
  const engine: Engine = {
    index,
    used: fillOf(index) * WORKERS * PER_WORKER,
    workers: WORKERS,
    ufs: 0,
    moving: false,
    health: 'well',
    mood: index,
    askedAt: null,
    shownAt: null,
    crossed: false,
  };
  engines.set(index, engine);
  const { address, port } = memberOf(index, namespaces);
  const listener = createServer((socket) => {
    counts.connections++;
    counts.open++;
    sockets.set(socket, engine);
    socket.on('error', () => undefined);
    socket.once('close', () => {
      counts.open--;
      sockets.delete(socket);
    });
    http.emit('connection', socket);
  });
  await new Promise<void>((resolve, reject) => {
    listener.once('error', reject);
    listener.listen(port, address, resolve);
  });
}

/** Once a second: every cache that moves takes in a little or loses a little, never near the threshold. */
function move(): void {
  for (const engine of engines.values()) {
    if (!engine.moving || engine.crossed) continue;
    const capacity = engine.workers * PER_WORKER;
    const step = Math.random() * 0.004 - 0.0015;
    const next = engine.used + step * capacity;
    engine.used = Math.min(0.75 * capacity, Math.max(0.1 * capacity, next));
    if (step > 0) engine.ufs += step * capacity;
  }
}

let moving: NodeJS.Timeout | null = null;

answering({
  start: async ({ from, to, namespaces }: { from: number; to: number; namespaces: number }) => {
    for (let index = from; index < to; index++) await open(index, namespaces);
  },
  health: ({ of, health }: { of: readonly number[]; health: Health }) => {
    for (const index of of) {
      const engine = engines.get(index);
      if (engine !== undefined) engine.health = health;
    }
  },
  /** @param share of all caches that move from now on; 0: none */
  move: ({ share }: { share: number }) => {
    for (const engine of engines.values()) engine.moving = ((engine.index * 31) % 1000) / 1000 < share;
    if (moving !== null) clearInterval(moving);
    moving = share === 0 ? null : setInterval(move, 1000);
  },
  /** These become 95 % full, spread over one second. */
  cross: async ({ of }: { of: readonly number[] }) => {
    const own = of.flatMap((index) => engines.get(index) ?? []);
    const each = 1000 / Math.max(1, of.length);
    await Promise.all(
      own.map(async (engine, nth) => {
        await new Promise((resolve) => setTimeout(resolve, nth * each));
        engine.used = 0.95 * engine.workers * PER_WORKER;
        engine.ufs += PER_WORKER;
        engine.crossed = true;
      }),
    );
  },
  asked: () => {
    const times = [...engines.values()].flatMap(({ askedAt }) => askedAt ?? []);
    return { engines: times.length, last: Math.max(...times) };
  },
  shown: () =>
    new Map([...engines].flatMap(([index, { shownAt }]) => (shownAt === null ? [] : [[index, shownAt]]))),
  workers: ({ index, workers }: { index: number; workers: number }) => {
    const engine = engines.get(index);
    if (engine !== undefined) engine.workers = workers;
  },
  /** Of the caches that move, those whose turn it is in the `nth` of `of` parts. */
  figures: ({ nth, of }: { nth: number; of: number }) =>
    [...engines.values()]
      .filter(({ moving: moves, index }) => moves && index % of === nth)
      .map(({ index, used, workers }) => ({ index, used, capacity: workers * PER_WORKER })),
  counts: () => ({ ...counts }),
});
