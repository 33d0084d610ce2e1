/** What one pod of the community edition says of itself over HTTP. */
import { isIP } from 'node:net';
import type { KubeObject } from '../../kube/objects.ts';
import type { Reason } from '../../model/observation.ts';
import type { EnginePage, ReadOptions } from '../contract.ts';
import { failureOfPage } from '../failures.ts';
import { pick, pickList, pickText } from '../fields.ts';
import { wanted } from '../prometheus.ts';
import { overNetwork } from '../reach.ts';
import { numberOf, onlyOf, type ScannedPage, scanPage } from '../scan.ts';
import type { Counted } from './stats.ts';

const PORT = 'metrics';
const USED = 'juicefs_blockcache_bytes';
const UPTIME = 'juicefs_uptime';
const MISSED = 'juicefs_blockcache_miss_bytes';
const HIT = 'juicefs_blockcache_hit_bytes';
const EVICTED = 'juicefs_blockcache_evicts';
const WANTED = wanted([USED, UPTIME, MISSED, HIT, EVICTED], { labels: true, most: 2 });
/** Clocks of nodes differ; a process older than its pod by more than this is not the pod's. */
const SLACK_MS = 120_000;

type Told = (Counted & { readonly volume: string | null }) | { readonly why: Reason };

/**
 * Asks the container port called `metrics` (its number is random under host networking), at the pod's own address, or the
 * node's where the pod uses the node's network.
 * @param mount where the volume is mounted in the pod: what another process on that port would not say
 */
export async function readPod(pod: KubeObject, mount: string, means: ReadOptions): Promise<Told> {
  const name = pod.metadata.name;
  const page = pageOf(pod);
  if ('code' in page) return { why: page };
  const { fetch = overNetwork } = means;
  const scan = scanPage(WANTED);
  const failure = await fetch(page, means, scan.take);
  if (failure !== null) return { why: failure };
  const scanned = scan.end();
  const wrong = failureOfPage(scanned, page.url.host) ?? another(scanned, pod, mount, means.clock.now());
  if (wrong !== null) return { why: wrong };
  const used = numberOf(scanned, USED);
  if (used === null) return { why: faultOf(scanned, name) };
  return {
    usedBytes: used,
    missedBytes: numberOf(scanned, MISSED),
    hitBytes: numberOf(scanned, HIT),
    evictions: numberOf(scanned, EVICTED),
    volume: labelOf(scanned, 'vol_name'),
  };
}

function pageOf(pod: KubeObject): EnginePage | Reason {
  const numbers = { pod: pod.metadata.name, port: PORT };
  const ports = pickList(pod, 'spec', 'containers').flatMap((container) => pickList(container, 'ports'));
  const port = pick(
    ports.find((one) => pickText(one, 'name') === PORT),
    'containerPort',
  );
  if (typeof port !== 'number' || !Number.isInteger(port) || port < 1 || port > 65_535)
    return { code: 'PodHasNoPort', numbers };
  const onNode = pick(pod, 'spec', 'hostNetwork') === true;
  const address = pickText(pod, 'status', onNode ? 'hostIP' : 'podIP') ?? '';
  if (isIP(address) === 0) return { code: 'PodHasNoAddress', numbers };
  const host = isIP(address) === 6 ? `[${address}]` : address;
  return { url: new URL(`http://${host}:${port}/metrics`), service: null };
}

/** A process left over from another mount goes on answering on a port it has taken. */
function another(page: ScannedPage, pod: KubeObject, mount: string, now: number): Reason | null {
  const at = labelOf(page, 'mp');
  const numbers = { pod: pod.metadata.name };
  if (at !== null && at !== mount)
    return { code: 'PodIsAnother', numbers: { ...numbers, text: `mounted at ${at.slice(0, 80)}` } };
  const uptime = numberOf(page, UPTIME);
  const started = Date.parse(pickText(pod, 'status', 'startTime') ?? '');
  if (uptime === null || Number.isNaN(started) || uptime * 1000 <= now - started + SLACK_MS) return null;
  return {
    code: 'PodIsAnother',
    numbers: { ...numbers, text: `running since before the pod, for ${Math.round(uptime)} s` },
  };
}

function labelOf({ samples }: ScannedPage, label: string): string | null {
  const [first] = samples.get(USED) ?? [];
  return first !== undefined && 'value' in first ? (first.labels?.get(label) ?? null) : null;
}

function faultOf(page: ScannedPage, pod: string): Reason {
  const found = onlyOf(page, USED);
  const numbers = { pod, metric: USED };
  if (!found) return { code: 'StatsLackFigure', numbers };
  if ('value' in found) return { code: 'StatsMalformed', numbers: { ...numbers, text: String(found.value) } };
  if (found.fault === 'duplicate') return { code: 'StatsTwice', numbers };
  return { code: 'StatsMalformed', numbers: { ...numbers, text: found.text } };
}
