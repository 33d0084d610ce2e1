/**
 * One signal that aborts as soon as any of these does. (`AbortSignal.any` would do, but Node 20 keeps what it made for as long as
 * the longest-lived of its sources, and one of ours lives as long as the daemon.)
 * @param sources absent ones never abort
 * @returns `release` when nobody listens any more: nothing is left on the sources then
 */
export function firstAbort(sources: readonly (AbortSignal | undefined)[]): {
  readonly signal: AbortSignal;
  release(): void;
} {
  const stop = new AbortController();
  const cut = () => stop.abort();
  for (const source of sources) {
    source?.addEventListener('abort', cut, { once: true });
    if (source?.aborted) cut();
  }
  return {
    signal: stop.signal,
    release: () => {
      for (const source of sources) source?.removeEventListener('abort', cut);
    },
  };
}
