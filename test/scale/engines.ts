/**
 * A process of the bench: stub engines, each on an address of its own, that print whole pages. They read requests for pages and
 * nothing else of HTTP: what answers 500 times a second on the cores of the daemon must cost next to nothing.
 */
import { createServer, type Socket } from 'node:net';
import { addFill, counts, type Fill, fillAnswers, fills, told } from './fills.ts';
import {
  type Cast,
  type Member,
  memberOf,
  PER_WORKER,
  tellsByPod,
  WORKERS,
  workerAddress,
} from './member.ts';
import { type Page, pageOf } from './pages.ts';
import { answering, instant } from './talk.ts';

/** One listener: the engine of a dataset, or one worker of it. */
interface Engine {
  readonly fill: Fill;
  readonly page: Page;
  /** Of the worker that tells for itself; null: it tells of the whole cache. */
  readonly ordinal: number | null;
}

const more = { connections: 0 };
let cast: Omit<Cast, 'datasets'> = { namespaces: 1, mix: 'http' };
const pages = new Map<number, Page>();
/** Workers that listen, of those that tell each for itself. */
const listening = new Map<number, number>();

const short = (status: string) => `HTTP/1.1 ${status}\r\nContent-Length: 0\r\n\r\n`;

function answer({ fill, page, ordinal }: Engine, socket: Socket, path: string): void {
  fill.askedAt ??= instant();
  if (fill.health === 'hung') return;
  if (path !== page.path) return void socket.write(short('404 Not Found'));
  const mood = fill.health === 'flapping' ? fill.mood++ % 8 : 0;
  if (mood === 5) return void socket.write(short('503 Service Unavailable'));
  if (mood === 6) return void socket.destroy();
  const part = ordinal === null ? 1 : fill.workers;
  const whole = page.write({
    usedBytes: Math.round(fill.used / part),
    capacityBytes: fill.workers * PER_WORKER,
    workers: fill.workers,
    ufsBytes: Math.round(fill.ufs / part),
  });
  if (mood === 7) return void socket.end(whole.subarray(0, whole.length / 2));
  socket.write(whole);
  told(fill, whole.length, ordinal);
}

/** Requests as they come, one after the other: a line, heads, an empty line. */
function converse(engine: Engine, socket: Socket): void {
  more.connections++;
  let held = '';
  socket.on('error', () => undefined);
  socket.on('data', (chunk) => {
    held += chunk.toString('latin1');
    for (let end = held.indexOf('\r\n\r\n'); end >= 0; end = held.indexOf('\r\n\r\n')) {
      const head = held.slice(0, end);
      held = held.slice(end + 4);
      const [, path = ''] = head.split(' ', 2);
      answer(engine, socket, path);
      if (engine.fill.health !== 'hung' && /^connection: close$/im.test(head)) socket.end();
    }
  });
}

async function listen(engine: Engine, address: string, port: number): Promise<void> {
  const listener = createServer({ noDelay: true }, (socket) => converse(engine, socket));
  await new Promise<void>((resolve, reject) => {
    listener.once('error', reject);
    listener.listen(port, address, resolve);
  });
}

async function openWorkers(fill: Fill, member: Member, workers: number): Promise<void> {
  const from = listening.get(member.index) ?? 0;
  listening.set(member.index, Math.max(from, workers));
  const page = pages.get(member.index) ?? pageOf(member);
  pages.set(member.index, page);
  for (let ordinal = from; ordinal < workers; ordinal++)
    await listen({ fill, page, ordinal }, workerAddress(member, ordinal), member.port);
}

async function open(index: number): Promise<void> {
  const member = memberOf(index, cast);
  const fill = addFill(index);
  if (tellsByPod(member)) return openWorkers(fill, member, WORKERS);
  await listen({ fill, page: pageOf(member), ordinal: null }, member.address, member.port);
}

answering({
  ...fillAnswers,
  start: async ({ from, to, ...given }: { from: number; to: number } & Omit<Cast, 'datasets'>) => {
    cast = given;
    for (let index = from; index < to; index++) await open(index);
  },
  workers: async ({ index, workers }: { index: number; workers: number }) => {
    const fill = fills.get(index);
    if (fill === undefined) return;
    const member = memberOf(index, cast);
    if (tellsByPod(member)) await openWorkers(fill, member, workers);
    fill.workers = workers;
  },
  counts: () => ({ ...counts, ...more }),
});
