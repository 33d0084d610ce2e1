/** What a person should know who sees less than a daemon in the cluster would. Pure. */
import type { BlindSpot } from '../kube/cluster.ts';
import { hidden, type Inspected } from './inspected.ts';

/** Kinds that decisions rest on and that cannot be seen; one line each. */
export function unseenKinds(spots: readonly BlindSpot[]): readonly string[] {
  return spots
    .filter(({ required }) => required)
    .map(({ kind, why }) => `error: ${kind} cannot be seen, and decisions rest on it: ${why}`);
}

/** The other kinds that cannot be seen. */
export function unwatchedKinds(spots: readonly BlindSpot[]): readonly string[] {
  return spots
    .filter(({ required }) => !required)
    .map(({ kind, why }) => `warning: ${kind} cannot be seen, so nothing would shrink: ${why}`);
}

/** No dataset at all, or engines that cannot be read from here, and what helps. */
export function aboutReadings(seen: readonly Inspected[]): readonly string[] {
  const codes = seen.map(({ observation }) => hidden(observation)?.code);
  const away = codes.filter((code) => code === 'EngineNotReachableHere').length;
  const forbidden = seen.filter((_, i) => codes[i] === 'ProxyForbidden').map(({ namespace }) => namespace);
  return [
    ...(seen.length === 0 ? ['no Dataset there'] : []),
    ...(away === 0 ? [] : [notReachable(away)]),
    ...[...new Set(forbidden)].map(forbiddenIn),
  ];
}

function notReachable(count: number): string {
  const engines = count === 1 ? '1 engine is' : `${count} engines are`;
  return (
    `hint: ${engines} not reachable from here: this machine is not in the cluster's network. ` +
    '--via apiserver reads engines through the API server (right: get on services/proxy)'
  );
}

function forbiddenIn(namespace: string): string {
  const role = `kubectl -n ${namespace} create role engine-reader --verb=get --resource=services/proxy`;
  return `hint: to be allowed to read engines through the API server: ${role}, and bind it to yourself`;
}
