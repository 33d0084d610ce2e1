/** What a person should know who sees less than a daemon in the cluster would. Pure. */

import { ceilingSeen } from '../decide/ceiling.ts';
import type { BlindSpot } from '../kube/cluster.ts';
import { watermarkNote } from '../spec/notes.ts';
import { printable } from '../units/printable.ts';
import { hidden, type Inspected } from './inspected.ts';

/** Kinds that decisions rest on and that cannot be seen; one line each. */
export function unseenKinds(spots: readonly BlindSpot[]): readonly string[] {
  return spots
    .filter(({ needed }) => needed === 'all')
    .map(({ kind, why }) => printable(`error: ${kind} cannot be seen, and decisions rest on it: ${why}`));
}

/** The other kinds that cannot be seen. */
export function unwatchedKinds(spots: readonly BlindSpot[]): readonly string[] {
  return spots
    .filter(({ needed }) => needed !== 'all')
    .map(({ kind, why, needed }) => {
      const follows = needed === 'own' ? 'its datasets would be held' : 'nothing would shrink';
      return printable(`warning: ${kind} cannot be seen, so ${follows}: ${why}`);
    });
}

/** Namespaces whose engines we are not allowed to read through the API server, and what would allow it. */
export function forbiddenProxies(seen: readonly Inspected[]): readonly string[] {
  const forbidden = seen.filter(({ observation }) => hidden(observation)?.code === 'ProxyForbidden');
  return [...new Set(forbidden.map(({ namespace }) => namespace))].map(
    (namespace) =>
      `error: the right get on services/proxy in namespace ${namespace} is missing. To grant it: ` +
      `kubectl -n ${namespace} create role engine-reader --verb=get --resource=services/proxy, and bind it`,
  );
}

/** Datasets that their policy's `max` cannot hold, and what that is worth; one line each. */
export function aboutCeilings(seen: readonly Inspected[]): readonly string[] {
  return seen.flatMap(({ namespace, name, observation, policy }) => {
    if (observation === null || policy === null) return [];
    const { bounds, sizeBytes } = policy.plan;
    const text = ceilingSeen(observation, { sizeBytes, max: bounds.max });
    return text === null ? [] : [`note: ${namespace}/${name}: ${text}`];
  });
}

/** Datasets whose engine evicts before they are as full as their threshold, so that it is not crossed; one line each. */
export function aboutWatermarks(seen: readonly Inspected[]): readonly string[] {
  return seen.flatMap(({ namespace, name, observation, decision }) => {
    const up = decision?.wishes.find(({ reason }) => reason.code === 'BelowThreshold')?.reason.numbers?.up;
    if (observation === null || typeof up !== 'number') return [];
    const text = watermarkNote(up, observation.perWorker.highWatermark);
    return text === null ? [] : [`note: ${namespace}/${name}: ${text}`];
  });
}

/** No dataset at all, or engines that cannot be reached from here, and what helps. */
export function aboutReadings(seen: readonly Inspected[]): readonly string[] {
  if (seen.length === 0) return ['no Dataset there'];
  const away = seen.filter(
    ({ observation }) => hidden(observation)?.code === 'EngineNotReachableHere',
  ).length;
  if (away === 0) return [];
  return [
    `hint: ${away === 1 ? '1 engine is' : `${away} engines are`} not reachable from here: this machine is not in the cluster's ` +
      'network. --via apiserver reads engines through the API server (right: get on services/proxy)',
  ];
}
