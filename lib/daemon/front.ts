/** What the daemon shows over HTTP: probes from the first moment on, metrics and the page once it stands. */
import type { Clock } from '../clock/clock.ts';
import { healthRoutes } from '../serve/health.ts';
import { createRecent } from '../serve/recent.ts';
import { serve } from '../serve/server.ts';
import type { Subject } from '../serve/shown.ts';
import { createNews } from '../serve/status/news.ts';
import type { LedgerListener } from './listeners.ts';
import type { Log } from './ports.ts';

export interface FrontOptions {
  /** `HOST:PORT` or `:PORT`; nothing is served without. */
  readonly listen?: string | undefined;
  readonly clock: Clock;
  /** Between two looks at what the daemon last saw, ms. */
  readonly intervalMs: number;
  readonly log: Log;
  /** Why the daemon does not do its whole job, asked at each probe. */
  readonly unready: () => readonly string[];
  /** What does not keep it from its job and should be known. */
  readonly notes: () => readonly string[];
  /** What there is to show, asked anew each time. */
  readonly subject: () => Subject;
}

export interface Front {
  readonly port: number;
  /** An entry of the ledger, once it is on disk. */
  readonly heard: LedgerListener;
  appended(ms: number, ok: boolean): void;
  patched(ms: number): void;
  stop(): Promise<void>;
}

/** @throws {Error} when the address cannot be listened on */
export async function openFront(options: FrontOptions): Promise<Front | null> {
  const { listen, clock, intervalMs, log, unready, notes, subject } = options;
  if (listen === undefined) return null;
  // Loaded only where it is served.
  const [{ createMetrics }, { createOverview }, { statusRoutes }] = await Promise.all([
    import('../serve/metrics/metrics.ts'),
    import('../serve/status/overview.ts'),
    import('../serve/status/routes.ts'),
  ]);
  const recent = createRecent();
  const metrics = createMetrics(subject, (dataset) => recent.lastGoodAt(dataset));
  const news = createNews();
  const overview = createOverview(subject, recent, news, String(clock.now()));
  const server = await serve({
    listen,
    routes: { ...healthRoutes(unready, notes), ...metrics.routes, ...statusRoutes(overview) },
    onError: (path, error) =>
      log.error({ path, error: String(error) }, 'an answer over HTTP could not be made'),
  });
  const leaving = new AbortController();
  const watching = watch();
  async function watch(): Promise<void> {
    while (!leaving.signal.aborted) {
      recent.take(subject().datasets());
      await clock.sleep(intervalMs, leaving.signal);
    }
  }
  return {
    port: server.port,
    heard: (entry) => {
      metrics.recorded.entry(entry);
      news.heard(entry, clock.now());
      if (entry.kind === 'decision') recent.decided(entry.dataset, entry.observation);
    },
    appended: (ms, ok) => metrics.recorded.appended(ms, ok),
    patched: (ms) => metrics.recorded.patched(ms),
    stop: async () => {
      leaving.abort();
      await watching;
      await server.stop();
    },
  };
}
