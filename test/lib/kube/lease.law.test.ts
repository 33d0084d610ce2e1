import { expect } from 'chai';
import fc from 'fast-check';
import type { Clock } from '../../../lib/clock/clock.ts';
import type { KubeRequest } from '../../../lib/kube/client.ts';
import { apiError, ConnectionError } from '../../../lib/kube/errors.ts';
import { createElection } from '../../../lib/kube/lease.ts';
import type { Lease } from '../../../lib/kube/lease-record.ts';
import { leaseStore } from './support/lease-store.ts';
import { manualClock } from './support/manual-clock.ts';

/**
 * Law 7, first half: two daemons never spend the same allowance. Whatever the network does to each call, however the
 * clocks are set and whenever a process is suspended: a patch sent at any instant at which one daemon held the lease, and
 * given up after its time-out, is over before another daemon holds it.
 */
interface World {
  /** Delay before and after a call takes effect, ms; and whether it or its answer is lost. Used in turn, again and again. */
  readonly calls: readonly {
    readonly there: number;
    readonly back: number;
    readonly lost: 'no' | 'call' | 'answer';
  }[];
  /** Added to sleeps in turn: a process that does not run when it should. */
  readonly pauses: readonly number[];
  /** Wall clock of each daemon, off by so many ms. */
  readonly skews: readonly number[];
  /** When the daemon that holds the lease crashes and is started again, in steps; a new process has a new identity. */
  readonly crashes: readonly number[];
}

const world: fc.Arbitrary<World> = fc.record({
  calls: fc.array(
    fc.record({
      there: fc.constantFrom(0, 50, 1_000, 2_900, 6_000, 20_000),
      back: fc.constantFrom(0, 50, 1_000, 2_900, 6_000),
      lost: fc.constantFrom('no', 'no', 'no', 'no', 'call', 'answer'),
    }),
    { minLength: 1, maxLength: 20 },
  ),
  pauses: fc.array(fc.constantFrom(0, 0, 0, 500, 5_000, 30_000), { minLength: 1, maxLength: 12 }),
  skews: fc.tuple(fc.integer({ min: -1e9, max: 1e9 }), fc.integer({ min: -1e9, max: 1e9 })),
  crashes: fc.array(fc.nat({ max: 200 }), { minLength: 1, maxLength: 4 }),
});

const stepMs = 500;
const steps = 240;
const patchTimeoutMs = 3_000;

interface Played {
  /** How often a patch of one could still have been on its way while another held the lease. */
  readonly violations: number;
  /** How often it passed from one daemon to the other. */
  readonly passed: number;
}

/**
 * Plays a world.
 * @param lag how fast the first daemon's monotonic clock runs; anything but 1 breaks what the election rests on
 */
async function play({ calls, pauses, skews, crashes }: World, lag = 1): Promise<Played> {
  const time = manualClock();
  const store = leaseStore();
  let turn = 0;
  let nap = 0;

  async function request(isDead: () => boolean, asked: KubeRequest): Promise<unknown> {
    const { method, body, signal, timeoutMs = 0 } = asked;
    if (isDead()) throw new ConnectionError('DEAD', 'this process has crashed', false);
    const { there, back, lost } = calls[turn++ % calls.length] ?? { there: 0, back: 0, lost: 'no' };
    const answered = (async () => {
      await time.sleep(there);
      if (lost === 'call') return null;
      const answer = store.call(method, (body ?? null) as Lease | null);
      await time.sleep(back);
      return lost === 'answer' ? null : answer;
    })();
    const late = time.sleep(timeoutMs, signal).then(() => 'late' as const);
    const first = await Promise.race([answered, late]);
    if (first === 'late') throw new ConnectionError(signal?.aborted ? 'ABORTED' : 'TIMEOUT', 'late', true);
    if (first === null) throw new ConnectionError('ECONNRESET', 'lost', true);
    if (first.status >= 400) throw apiError(first.status, first.body);
    return first.body;
  }
  function start(daemon: number, life: number) {
    const speed = daemon === 0 ? lag : 1;
    const clock: Clock = {
      now: () => time.now() + (skews[daemon] ?? 0),
      monotonic: () => time.monotonic() * speed,
      sleep: (ms, signal) => time.sleep(ms / speed + (pauses[nap++ % pauses.length] ?? 0), signal),
    };
    let dead = false;
    const client = {
      server: '',
      namespace: '',
      request: <T>(asked: KubeRequest) => request(() => dead, asked) as Promise<T>,
      watch: () => Promise.resolve(),
      websocket: () => Promise.reject(new Error('not here')),
      close: () => Promise.resolve(),
    };
    const identity = `${daemon}.${life}`;
    const election = createElection({ client, namespace: 'n', name: 'l', identity, clock, patchTimeoutMs });
    const stop = new AbortController();
    /** Ends without giving the lease up; a call on its way may still arrive. */
    const crash = () => {
      dead = true;
      stop.abort();
    };
    return { election, stop, crash, done: election.run(stop.signal) };
  }

  const daemons = [start(0, 0), start(1, 0)];
  const crashed: ReturnType<typeof start>[] = [];
  const heldAt = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let violations = 0;
  let passed = 0;
  let holder = -1;
  for (let step = 0; step < steps; step += 1) {
    await time.advance(stepMs);
    for (const [index, { election }] of daemons.entries()) {
      if (!election.holds()) continue;
      if (time.monotonic() - (heldAt[1 - index] ?? 0) < patchTimeoutMs) violations += 1;
      if (holder === 1 - index) passed += 1;
      holder = index;
      heldAt[index] = time.monotonic();
    }
    const victim = daemons[holder];
    if (victim && crashes.includes(step)) {
      victim.crash();
      crashed.push(victim);
      daemons[holder] = start(holder, step + 1);
    }
  }
  const all = [...daemons, ...crashed];
  for (const { stop } of all) stop.abort();
  // The releases too take their time in this world.
  const over = Promise.all(all.map(({ done }) => done)).then(() => true);
  while (!(await Promise.race([over, time.advance(stepMs).then(() => false)])));
  return { violations, passed };
}

describe('law 7: two daemons never spend the same allowance', () => {
  it('holds in any world of delays, losses, suspensions, skewed clocks and crashes', async () => {
    let passed = 0;
    const property = fc.asyncProperty(world, async (drawn) => {
      const played = await play(drawn);
      passed += played.passed;
      expect(played.violations).to.equal(0);
    });
    await fc.assert(property, { numRuns: 100 });
    expect(passed, 'worlds in which the lease never passes prove nothing').to.be.above(0);
  });

  it('would be seen to break if the monotonic clock of one daemon ran slowly', async () => {
    const property = fc.asyncProperty(world, async (drawn) => (await play(drawn, 0.3)).violations === 0);
    expect((await fc.check(property, { numRuns: 300, endOnFailure: true, seed: 1 })).failed).to.equal(true);
  });
});
