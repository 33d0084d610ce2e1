/** `/healthz` and `/readyz`, for the probes of a Deployment. */
import { plain, type Routes } from './server.ts';

/** Why the daemon is not ready; empty when it is. */
export type Readiness = () => readonly string[];

/** `/healthz` says that the process answers; `/readyz` says `ok`, or 503 and one line for each reason. */
export function healthRoutes(readiness: Readiness): Routes {
  return {
    '/healthz': () => plain('ok\n'),
    '/readyz': () => {
      const why = readiness();
      return why.length === 0 ? plain('ok\n') : plain(`${why.join('\n')}\n`, 503);
    },
  };
}
