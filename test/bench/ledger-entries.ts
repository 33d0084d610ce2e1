import type { Entry } from '../../lib/ledger/entry.ts';

const reason = {
  code: 'StepSpent',
  numbers: { spent: 2, allowed: 2, per: 600_000, again: 1_767_226_200_000 },
};

/** One minute of a dataset in which nothing new was decided. */
function quiet(n: number): Entry {
  const used = 2_900_000_000 + (n % 1000) * 1_048_576;
  return {
    kind: 'quiet',
    dataset: `default/spark-${n % 100}`,
    uid: '6f1a0a3e-5b0f-4a53-9d5a-0c7f6f6c2b11',
    from: 1_767_225_600_000 + n * 60_000,
    to: 1_767_225_655_000 + n * 60_000,
    ticks: 12,
    used: { min: used, max: used + 33_554_432, last: used + 16_777_216 },
    capacity: 3_221_225_472,
    current: 3,
    wish: 3,
    outcome: 'hold',
    reason,
  } as Entry;
}

function rung(by: string, from: number, to: number) {
  return { by, low: 1, high: 4, from, to, reason };
}

/** A decision with its observation, wishes and ladder. */
function decision(n: number): Entry {
  const { kind: _, reason: __, ...seen } = quiet(n) as Entry & Record<string, unknown>;
  return {
    kind: 'decision',
    ...seen,
    observation: {
      runtime: { kind: 'AlluxioRuntime', namespace: 'default', name: 'spark' },
      operations: [],
      owners: [],
    },
    wishes: ['threshold', 'target'].map((policy) => ({ policy, says: 'wish', wish: 3, reason })),
    rungs: [rung('stabilization', 4, 4), rung('step', 4, 3), rung('cooldown', 3, 3), rung('bounds', 3, 3)],
    version: '0.1.0',
    policy: 'b5bb9d8014a0f9b1d61e21e796d78dccdf1352f23cd32812f4850b878ae4944c',
  } as Entry;
}

/** Records as a daemon writes them: mostly quiet minutes, every tenth a decision. */
export function ledgerEntry(n: number): Entry {
  return n % 10 === 0 ? decision(n) : quiet(n);
}
