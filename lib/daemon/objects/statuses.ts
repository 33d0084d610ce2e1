/** Keeps the status of every DatasetAutoscaler up to date: what the writer needs, out of what the daemon knows and records. */
import type { Clock } from '../../clock/clock.ts';
import type { KubeClient } from '../../kube/client.ts';
import type { KubeObject } from '../../kube/objects.ts';
import type { DecisionRecord, LedgerEntry } from '../../model/records.ts';
import type { LedgerListener } from '../listeners.ts';
import type { FollowedPolicies } from '../policies.ts';
import type { DatasetStatus, Log } from '../ports.ts';
import type { ObjectSource } from './source.ts';
import type { Known } from './status.ts';
import { createStatusWriter } from './status-writer.ts';
import { datasetOf, nameOf } from './text.ts';

export interface ObjectStatusesOptions {
  readonly client: KubeClient;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  readonly source: ObjectSource;
  readonly policies: Pick<FollowedPolicies, 'fileOf' | 'faultOf'>;
  statusOf(dataset: string): DatasetStatus | null;
  leads(): boolean;
}

export interface ObjectStatuses {
  readonly listener: LedgerListener;
  run(signal: AbortSignal): Promise<void>;
}

export function createObjectStatuses(options: ObjectStatusesOptions): ObjectStatuses {
  const { source, policies, statusOf } = options;
  const decisions = new Map<string, DecisionRecord>();
  const scaled = new Map<string, number>();

  const known = (object: KubeObject): Omit<Known, 'before'> => {
    const [name, dataset] = [nameOf(object), datasetOf(object)];
    const mine = policies.fileOf(dataset) === name;
    return {
      generation: object.metadata.generation ?? 0,
      dataset: dataset.slice(dataset.indexOf('/') + 1),
      target: targetOf(object),
      shown: mine ? statusOf(dataset) : null,
      fault: policies.faultOf(name),
      decision: mine ? (decisions.get(dataset) ?? null) : null,
      scaledAt: mine ? (scaled.get(dataset) ?? null) : null,
    };
  };
  const writer = createStatusWriter({ ...options, objects: () => source.objects(), known });

  const hear = (entry: LedgerEntry) => {
    if (entry.kind === 'decision') decisions.set(entry.dataset, entry);
    if (entry.kind === 'conclusion' && entry.result === 'applied')
      scaled.set(entry.dataset, entry.concludedAt);
    if (entry.kind === 'policy-gone') {
      decisions.delete(entry.dataset);
      scaled.delete(entry.dataset);
    }
  };
  return {
    listener: (entry) => {
      if (SILENT.has(entry.kind)) return;
      hear(entry);
      writer.poke('dataset' in entry ? entry.dataset : null);
    },
    run: (signal) => writer.run(signal),
  };
}

/** Records after which no status says anything else. */
const SILENT: ReadonlySet<LedgerEntry['kind']> = new Set(['quiet', 'state', 'start', 'stop', 'intent']);

/** What the document compares utilization with, as it writes it. */
function targetOf({ spec }: KubeObject): string {
  const { policies } = (spec ?? {}) as {
    readonly policies?: {
      readonly threshold?: { readonly up?: unknown };
      readonly target?: { readonly utilization?: unknown };
    };
  };
  const text = policies?.threshold?.up ?? policies?.target?.utilization;
  return typeof text === 'string' ? text : '-';
}
