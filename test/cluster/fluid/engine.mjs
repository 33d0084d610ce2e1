// Stand-in for the web port of an Alluxio master: node engine.mjs ADDRESS PORT DATASET, with RUN and API in the environment.
// 302 from /metrics/prometheus to /metrics/prometheus/, which is a page of a real master (test/fixtures/alluxio) with the figures
// of $RUN/engine.state in it: used, local, remote, ufsread, per_worker (bytes) and workers, read anew at every request. Without
// `workers`, the capacity follows the workers that are really ready, as a master's does.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { Agent, request as httpsRequest } from 'node:https';

const [address, port, dataset] = process.argv.slice(2);
const { RUN, API } = process.env;
const page = readFileSync(new URL('../../fixtures/alluxio/03-full.prom', import.meta.url), 'utf8');
const file = (name) => readFileSync(`${RUN}/${name}`, 'utf8');
const agent = new Agent({
  keepAlive: true,
  ca: file('certs/ca.crt'),
  cert: file('certs/admin.crt'),
  key: file('certs/admin.key'),
});
const workerSet = `https://127.0.0.1:${API}/apis/apps/v1/namespaces/default/statefulsets/${dataset}-worker`;

function get(url) {
  return new Promise((resolve, reject) => {
    const sent = httpsRequest(url, { agent }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => {
        body += chunk;
      });
      response.on('end', () => resolve(body));
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end();
  });
}

async function readyWorkers() {
  return JSON.parse(await get(workerSet)).status?.readyReplicas ?? 0;
}

async function figures() {
  const state = { per_worker: 2 ** 30, used: 0, local: 0, remote: 0, ufsread: 0 };
  for (const [, name, value] of file('engine.state').matchAll(/(\w+)=(\d+)/g)) state[name] = Number(value);
  const workers = state.workers ?? (await readyWorkers());
  const total = state.per_worker * workers;
  const used = Math.min(state.used, total);
  return {
    Cluster_CapacityTotal: total,
    Cluster_CapacityUsed: used,
    Cluster_CapacityFree: total - used,
    Cluster_CapacityTotalTierMEM: total,
    Cluster_CapacityUsedTierMEM: used,
    Cluster_CapacityFreeTierMEM: total - used,
    Cluster_Workers: workers,
    Cluster_BytesReadLocal: state.local,
    Cluster_BytesReadRemote: state.remote,
    Cluster_BytesReadUfsAll: state.ufsread,
  };
}

/** As Java prints a double: 7.0, 1.073741824E9. */
function javaDouble(value) {
  if (value < 1e7) return value.toFixed(1);
  return value
    .toExponential()
    .replace('e+', 'E')
    .replace(/^(\d)E/, '$1.0E');
}

async function answer(request, response) {
  const { pathname } = new URL(request.url, 'http://engine');
  if (pathname === '/metrics/prometheus')
    return response.writeHead(302, { location: '/metrics/prometheus/' }).end();
  if (pathname !== '/metrics/prometheus/') return response.writeHead(404).end();
  const now = await figures();
  const body = page.replace(/^(Cluster_\w+) .*$/gm, (line, name) =>
    name in now ? `${name} ${javaDouble(now[name])}` : line,
  );
  return response.setHeader('content-type', 'text/plain; version=0.0.4; charset=utf-8').end(body);
}

const server = createServer((request, response) => {
  answer(request, response).catch((error) => response.writeHead(503).end(`${error}\n`));
});
server.listen(Number(port), address, () => {
  process.stdout.write(`http://${address}:${port}/metrics/prometheus/\n`);
});
