/** What is measured of the daemon itself. */
import type { DaemonFacts } from '../facts.ts';
import type { Row } from './rows.ts';

export const daemonRows: readonly Row<DaemonFacts>[] = [
  {
    name: 'fluid_autoscaler_build_info',
    help: 'Always 1; the labels say which version runs on which Node.',
    labels: ['version', 'node'],
    of: ({ version }) => [{ labels: { version, node: process.version }, value: 1 }],
  },
  {
    name: 'fluid_autoscaler_ready',
    help: '1 while the daemon does its whole job or stands by, else 0; /readyz says why.',
    of: ({ unready }) => (unready.length === 0 ? 1 : 0),
  },
  {
    name: 'fluid_autoscaler_leader',
    help: '1 while this daemon holds the Lease and may write to the cluster.',
    of: ({ leads }) => (leads ? 1 : 0),
  },
  {
    name: 'fluid_autoscaler_dry_run',
    help: '1 when started with --dry-run: it decides and records, and needs no Lease.',
    of: ({ dryRun }) => (dryRun ? 1 : 0),
  },
  {
    name: 'fluid_autoscaler_policies_in_force',
    help: 'Policy documents in force.',
    of: ({ policies }) => policies.inForce,
  },
  {
    name: 'fluid_autoscaler_policies_faulty',
    help: 'Faults in policy documents now; the last good version of each stays in force.',
    of: ({ policies }) => policies.faulty,
  },
  {
    name: 'fluid_autoscaler_ledger_writable',
    help: '0 when the last append to the ledger failed; then nothing is scaled.',
    of: ({ ledger }) => (ledger.writable ? 1 : 0),
  },
  {
    name: 'fluid_autoscaler_ledger_lag_seconds',
    help: 'How long the oldest record that is not on disk yet has waited; 0 when none waits.',
    of: ({ ledger }) => ledger.waitingMs / 1000,
  },
  {
    name: 'fluid_autoscaler_ledger_head',
    help: 'Sequence number of the last record on disk.',
    of: ({ ledger }) => ledger.head,
  },
  {
    name: 'fluid_autoscaler_ledger_size_bytes',
    help: 'Size of the ledger on disk.',
    of: ({ ledger }) => ledger.bytes,
  },
  {
    name: 'fluid_autoscaler_ledger_segments',
    help: 'Files the ledger consists of.',
    of: ({ ledger }) => ledger.segments,
  },
];
