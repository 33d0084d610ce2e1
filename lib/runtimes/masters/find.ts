import { isIP } from 'node:net';
import type { DatasetObjects, KubeObject } from '../../kube/objects.ts';
import type { Blind } from '../../model/observation.ts';
import { blind } from '../blind.ts';
import type { EngineAddress } from '../contract.ts';
import { pick, pickList, pickText } from '../fields.ts';
import { pagesAt, parseOverride } from '../override.ts';
import type { Masters } from './masters.ts';

const SERVICE_LABEL = 'kubernetes.io/service-name';

interface Endpoint {
  readonly master: number;
  readonly address: string;
  readonly port: number | null;
  readonly ready: boolean;
  readonly serving: boolean;
  readonly terminating: boolean;
}

/**
 * Where the masters' pages are, from the EndpointSlices of their Services (headless, one a master in all of Fluid's charts): the
 * port by its name, the address as it stands there. The numbers are random per runtime.
 * A master that is going away (serving, no longer ready) is not asked: what it says is about to be untrue.
 */
export function findMasters(
  masters: Masters,
  objects: DatasetObjects,
  override: string | null,
): EngineAddress | Blind {
  const { source, port, paths } = masters;
  if (override !== null) return parseOverride(source, override, paths);
  const service = masters.service(objects.name);
  const slices = objects.slices.filter((slice) => masterOf(slice, service) !== null);
  const addressed = slices.filter((slice) => pickText(slice, 'addressType') !== 'FQDN');
  if (slices.length > 0 && addressed.length === 0) return blind(source, 'EndpointIsName', { service });
  const endpoints = addressed.flatMap((slice) => endpointsOf(slice, masterOf(slice, service) ?? 0, port));
  if (endpoints.length === 0) return blind(source, 'NoEndpoints', { service, slices: slices.length });

  const withPort = endpoints.filter((endpoint) => endpoint.port !== null);
  if (withPort.length === 0) return blind(source, 'NoPorts', { service, port });
  const usable = withPort.filter((endpoint) => endpoint.ready && !endpoint.terminating);
  if (usable.length > 0) {
    const pages = onePerMaster(usable).map((endpoint) => ({
      service: { namespace: objects.namespace, name: `${service}-${endpoint.master}`, port },
      ...pagesAt(new URL(originOf(endpoint)), paths),
    }));
    return { from: 'slices', pages };
  }
  const leaving = withPort.find((endpoint) => endpoint.serving) ?? (withPort[0] as Endpoint);
  return blind(source, 'EndpointNotReady', {
    address: new URL(originOf(leaving)).host,
    state: `${leaving.serving ? 'serving' : 'not serving'}${leaving.terminating ? ', terminating' : ''}`,
  });
}

/** The number of the master the slice belongs to, or null when it belongs to something else. */
function masterOf(slice: KubeObject, service: string): number | null {
  const name = pickText(slice, 'metadata', 'labels', SERVICE_LABEL) ?? '';
  const ordinal = name.startsWith(`${service}-`) ? name.slice(service.length + 1) : '';
  return /^\d{1,4}$/.test(ordinal) ? Number(ordinal) : null;
}

function endpointsOf(slice: KubeObject, master: number, portName: string): Endpoint[] {
  const port = portOf(slice, portName);
  return pickList(slice, 'endpoints').flatMap((endpoint) => {
    // All addresses of an endpoint are the same thing; the API asks to use the first.
    const address = pickList(endpoint, 'addresses')[0];
    if (typeof address !== 'string' || isIP(address) === 0) return [];
    // Conditions that are not said count as the API defines: ready and serving yes, terminating no.
    const ready = pick(endpoint, 'conditions', 'ready') !== false;
    const said = pick(endpoint, 'conditions', 'serving');
    const serving = typeof said === 'boolean' ? said : ready;
    const terminating = pick(endpoint, 'conditions', 'terminating') === true;
    return [{ master, address, port, ready, serving, terminating }];
  });
}

function portOf(slice: KubeObject, name: string): number | null {
  for (const port of pickList(slice, 'ports')) {
    const number = pick(port, 'port');
    const protocol = pickText(port, 'protocol') ?? 'TCP';
    if (pickText(port, 'name') !== name || protocol !== 'TCP') continue;
    if (typeof number === 'number' && Number.isInteger(number) && number > 0 && number < 65536) return number;
  }
  return null;
}

/** One address each, masters in order; of a dual-stack master the IPv4 one. */
function onePerMaster(endpoints: readonly Endpoint[]): Endpoint[] {
  const ordered = endpoints.toSorted((a, b) => a.master - b.master || isIP(a.address) - isIP(b.address));
  return ordered.filter((endpoint, index) => endpoint.master !== ordered[index - 1]?.master);
}

function originOf({ address, port }: Endpoint): string {
  return `http://${isIP(address) === 6 ? `[${address}]` : address}:${port}`;
}
