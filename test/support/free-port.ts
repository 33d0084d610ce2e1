import { createServer } from 'node:net';

/**
 * Below every system's range for outgoing connections. A server that is stopped and started again on its port finds it free:
 * inside that range a client's connection could have taken it, or even have been connected to itself.
 */
const LOWEST = 15_000;
const HIGHEST = 31_999;
const given = new Set<number>();

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/**
 * A TCP port on 127.0.0.1 that nobody listens on now, and that was not handed out before by this process. For programs that
 * cannot choose one themselves; a server in this process should listen on port 0 instead. Another process may still be faster:
 * whoever starts a program on it tries again with another port.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST + 1));
    if (given.has(port) || !(await isFree(port))) continue;
    given.add(port);
    return port;
  }
}
