/** What ends a verb that goes on for long. */

const SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;
const SIGPIPE = 13;

/** A signal, or nobody who reads on (`| head`). A second signal ends it the hard way. */
export function listen(): { signal: AbortSignal; number: () => number } {
  const stopping = new AbortController();
  let number: number = SIGPIPE;
  for (const [name, value] of Object.entries(SIGNALS)) {
    process.once(name, () => {
      number = value;
      stopping.abort();
    });
  }
  process.stdout.on('error', () => stopping.abort());
  return { signal: stopping.signal, number: () => number };
}
