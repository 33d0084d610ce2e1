/** What is counted as it happens: the ledger's entries once they are on disk, and how long disk and API server took. */
import { Counter, Histogram, type Registry } from 'prom-client';
import type { IntentResult, LedgerEntry } from '../../model/records.ts';

export interface Recorded {
  /** An entry that is on disk. */
  entry(entry: LedgerEntry): void;
  /** An append came to its end, ms after it was asked for. */
  appended(ms: number, ok: boolean): void;
  /** A patch came to its end, ms after it was sent. */
  patched(ms: number): void;
}

const RESULTS: readonly IntentResult[] = ['applied', 'lost', 'refused', 'unknown'];
const APPEND_SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5];
const PATCH_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export function registerRecorded(registry: Registry): Recorded {
  const registers = [registry];
  const decisions = new Counter({
    name: 'fluid_autoscaler_decisions_total',
    help: 'Looks that ended in a decision, by what it came to (move, hold, would) and why, once they are in the ledger.',
    labelNames: ['outcome', 'reason'],
    registers,
  });
  const patches = new Counter({
    name: 'fluid_autoscaler_patches_total',
    help: 'Patches of a replica count that were intended, by what became of them.',
    labelNames: ['result'],
    registers,
  });
  const changes = new Counter({
    name: 'fluid_autoscaler_foreign_changes_total',
    help: 'Changes of a replica count that this daemon did not make, by whom (other, peer, twin).',
    labelNames: ['by'],
    registers,
  });
  const failures = new Counter({
    name: 'fluid_autoscaler_ledger_failures_total',
    help: 'Appends that the ledger refused.',
    registers,
  });
  const appendSeconds = new Histogram({
    name: 'fluid_autoscaler_ledger_append_duration_seconds',
    help: 'From asking the ledger to record to the record being on disk.',
    buckets: APPEND_SECONDS,
    registers,
  });
  const patchSeconds = new Histogram({
    name: 'fluid_autoscaler_patch_duration_seconds',
    help: 'From sending a patch to its answer.',
    buckets: PATCH_SECONDS,
    registers,
  });
  // Known before the first: a rate over a series that begins at 1 would miss it.
  for (const result of RESULTS) patches.inc({ result }, 0);
  for (const by of ['other', 'peer', 'twin']) changes.inc({ by }, 0);
  return {
    entry: (entry) => {
      if (entry.kind === 'decision') decisions.inc({ outcome: entry.outcome, reason: entry.reason.code });
      if (entry.kind === 'quiet')
        decisions.inc({ outcome: entry.outcome, reason: entry.reason.code }, entry.ticks);
      if (entry.kind === 'conclusion') patches.inc({ result: entry.result });
      if (entry.kind === 'change' && entry.by !== 'self') changes.inc({ by: entry.by });
    },
    appended: (ms, ok) => {
      if (ok) appendSeconds.observe(ms / 1000);
      else failures.inc();
    },
    patched: (ms) => patchSeconds.observe(ms / 1000),
  };
}
