/**
 * Time as the loop sees it. Only this folder may touch the real clock or timers; everything else is handed a Clock,
 * so that the same loop runs on real, fast and virtual time.
 */
export interface Clock {
  /** Milliseconds since the epoch (UTC). */
  now(): number;
  /** Milliseconds that never go back, for measuring spans. */
  monotonic(): number;
  /** Resolves after `ms` of this clock's time, or at once (without rejecting) when `signal` aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The longest a timer of the machine can wait, ms. */
const LONGEST = 2 ** 31 - 1;

async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  let left = ms;
  for (; left > LONGEST && !signal?.aborted; left -= LONGEST) await wait(LONGEST, signal);
  return wait(left, signal);
}

function wait(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, Math.max(0, ms));
    signal?.addEventListener('abort', done, { once: true });
  });
}

/** The machine's own clock. */
export const realClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: pause,
};

/** A clock that runs faster than the real one. */
export interface FastClock extends Clock {
  /** From now on; sleeps under way keep their real length. */
  setSpeed(speed: number): void;
}

/**
 * A clock that starts at `startMs` and runs `speed` times as fast as the real one; for demos.
 * @param speed virtual seconds a real second, > 0
 */
export function fastClock(startMs: number, speed: number): FastClock {
  let pace = { real: performance.now(), virtual: 0, speed };
  const passed = () => pace.virtual + (performance.now() - pace.real) * pace.speed;
  return {
    now: () => Math.floor(startMs + passed()),
    monotonic: passed,
    sleep: (ms, signal) => pause(ms / pace.speed, signal),
    setSpeed: (next) => {
      if (next !== pace.speed) pace = { real: performance.now(), virtual: passed(), speed: next };
    },
  };
}
