/** `/healthz` and `/readyz`, for the probes of a Deployment. */
import { plain, type Routes } from './server.ts';

/** Why the daemon is not ready; empty when it is. */
export type Readiness = () => readonly string[];

/**
 * `/healthz` says that the process answers; `/readyz` says `ok`, or 503 and one line for each reason. What does not keep it from
 * its job and should be known follows, as a note.
 */
export function healthRoutes(readiness: Readiness, notes: () => readonly string[] = () => []): Routes {
  return {
    '/healthz': () => plain('ok\n'),
    '/readyz': () => {
      const why = readiness();
      const lines = [...(why.length === 0 ? ['ok'] : why), ...notes().map((note) => `note: ${note}`)];
      return plain(`${lines.join('\n')}\n`, why.length === 0 ? 200 : 503);
    },
  };
}
