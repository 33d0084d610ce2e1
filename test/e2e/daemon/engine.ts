import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { projectRoot } from '../../../lib/root.ts';

/** What a master's page says; bytes. */
export interface EngineFigures {
  capacity: number;
  used: number;
  workers: number;
  ufsRead: number;
}

export interface TestEngine {
  readonly url: string;
  readonly figures: EngineFigures;
  stop(): Promise<void>;
}

const page = readFileSync(join(projectRoot, 'test/fixtures/alluxio/03-full.prom'), 'utf8');

/** A real master's page with these figures, served on a free port of 127.0.0.1; each request sees them as they are then. */
export async function startEngine(figures: EngineFigures): Promise<TestEngine> {
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'text/plain; version=0.0.4');
    response.end(bodyOf(figures));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    figures,
    stop: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function bodyOf({ capacity, used, workers, ufsRead }: EngineFigures): string {
  const values: Readonly<Record<string, number>> = {
    Cluster_CapacityTotal: capacity,
    Cluster_CapacityUsed: used,
    Cluster_CapacityFree: capacity - used,
    Cluster_CapacityTotalTierMEM: capacity,
    Cluster_CapacityUsedTierMEM: used,
    Cluster_CapacityFreeTierMEM: capacity - used,
    Cluster_Workers: workers,
    Cluster_LostWorkers: 0,
    Cluster_BytesReadUfsAll: ufsRead,
  };
  return page.replace(/^(Cluster_\w+) .*$/gm, (line, name: string) =>
    name in values ? `${name} ${(values[name] as number).toExponential().replace('e+', 'E')}` : line,
  );
}
