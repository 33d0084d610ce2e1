/** What commands in pods print, of kinds that are read by them: the sandbox's words for the caches of the bench. */
import type { ExecFault } from '../../lib/sandbox/api/exec-answer.ts';
import { enterpriseStats, mountPath } from '../../lib/sandbox/engine/pages/juicefs.ts';
import { REPORT, reportOf } from '../../lib/sandbox/kinds/cache.ts';
import type { Fill } from './fills.ts';
import { type Member, PER_WORKER } from './member.ts';

const BLOCK = 4 * 2 ** 20;

interface Asked {
  readonly fill: Fill;
  readonly member: Member;
  readonly command: readonly string[];
  /** In which worker's pod; null: in the master's. */
  readonly worker: number | null;
}

/** @returns null: no such command there */
export function printed({ fill, member, command, worker }: Asked): string | null {
  const { namespace, name, kind } = member;
  const part = kind === 'juicefs' ? fill.workers : 1;
  const figures = {
    capacityBytes: fill.workers * PER_WORKER,
    usedBytes: Math.round(fill.used / part),
    workers: fill.workers,
    lostWorkers: 0,
    readUfsBytes: Math.round(fill.ufs / part),
    readRemoteBytes: Math.round(fill.ufs / part),
    ufsBytesPerSecond: 0,
  };
  const said = command.join(' ');
  if (kind === 'juicefs' && worker !== null && said === `cat ${mountPath(namespace, name)}/.stats`)
    return enterpriseStats(figures, BLOCK);
  return kind === 'cache' && worker === null && said === REPORT.join(' ') ? reportOf({ figures }) : null;
}

/** What a flapping one does now. */
export function moodOf(fill: Fill): ExecFault | null {
  const moods: Readonly<Record<number, ExecFault>> = { 5: 'nonzero', 6: 'refuse', 7: 'cut' };
  return moods[fill.mood++ % 8] ?? null;
}
