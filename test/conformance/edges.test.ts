import type { Fields } from './case.ts';
import { type Edge, itPasses, ratio } from './edges.ts';

const BIG = '9223372036854775807';
const objectValue: readonly Edge[] = [
  ['a ratio of exactly 1.1 is tolerated', ratio(22_000, 10), { desiredReplicas: 10 }],
  ['the next thousandth is not, and jumps by all of it', ratio(22_001, 10), { desiredReplicas: 12 }],
  [
    'half the pods unready: an overload proposes a shrink',
    ratio(30_000, 10, { readyPods: 5 }),
    { desiredReplicas: 8 },
  ],
  ['no pod ready: 0', ratio(30_000, 10, { readyPods: 0 }), { desiredReplicas: 0 }],
  ['no pod ready, within tolerance: stays', ratio(20_000, 10, { readyPods: 0 }), { desiredReplicas: 10 }],
  ['more pods ready than asked for', ratio(30_000, 2, { readyPods: 4 }), { desiredReplicas: 6 }],
  ['nothing used, from 0', ratio(0, 0), { desiredReplicas: 0 }],
  ['saturates', ratio(BIG, 3, { targetMilli: 1 }), { desiredReplicas: 2_147_483_647 }],
  ['saturates from 0', ratio(BIG, 0, { targetMilli: 1 }), { desiredReplicas: 2_147_483_647 }],
  ['a target beyond 2^53', ratio(BIG, 4, { targetMilli: '4611686018427387904' }), { desiredReplicas: 8 }],
  ['the sum of levels', ratio(null, 3, { levelsMilli: [8600, '20000', 1400] }), { desiredReplicas: 5 }],
  [
    'the sum of levels beyond 2^53',
    ratio(null, 1, { levelsMilli: [BIG, '1'], targetMilli: BIG }),
    { desiredReplicas: 1 },
  ],
  [
    'a tolerance of 0 either way',
    ratio(20_000, 10, { tolerances: { scaleUp: 0, scaleDown: 0 } }),
    { desiredReplicas: 10 },
  ],
  [
    'a tolerance above 1 down',
    ratio(0, 10, { tolerances: { scaleUp: 0, scaleDown: 2 } }),
    { desiredReplicas: 10 },
  ],
  ['no tolerances given: 10 %', ratio(21_999, 10, { tolerances: null }), { desiredReplicas: 10 }],
  [
    'pods by readiness',
    ratio(30_000, 3, { readyPods: null, podReadiness: ['True', 'False', 'Unknown'] }),
    { desiredReplicas: 2 },
  ],
];

const windows = (scaleUpWindow: number | null, scaleDownWindow: number | null, more: Fields) => ({
  recommendations: [],
  currentReplicas: 10,
  scaleUpWindow,
  scaleDownWindow,
  ...more,
});
const heard = (...list: readonly [number, number][]) => ({
  recommendations: list.map(([recommendation, ageSeconds]) => ({ recommendation, ageSeconds })),
});

const stabilizeBehavior: readonly Edge[] = [
  [
    'no window down given: 300 s',
    windows(0, null, { ...heard([9, 299]), desiredReplicas: 3 }),
    { stabilizedReplicas: 9, reasonIfChanged: 'ScaleDownStabilized', logAfter: [9, 3] },
  ],
  [
    'never against the direction',
    windows(60, 60, { ...heard([20, 5]), desiredReplicas: 5 }),
    { stabilizedReplicas: 10, reasonIfChanged: 'ScaleDownStabilized', logAfter: [20, 5] },
  ],
  [
    'an expired slot is written over',
    windows(60, 300, { ...heard([8, 400], [9, 10]), desiredReplicas: 9 }),
    { stabilizedReplicas: 9, reasonIfChanged: 'ScaleDownStabilized', logAfter: [9, 9] },
  ],
  [
    'entries in any order',
    windows(0, 300, { ...heard([4, 10], [8, 200]), desiredReplicas: 3 }),
    { stabilizedReplicas: 8, reasonIfChanged: 'ScaleDownStabilized', logAfter: [4, 8, 3] },
  ],
  [
    'at 0',
    windows(300, 300, { currentReplicas: 0, desiredReplicas: 3 }),
    { stabilizedReplicas: 3, reasonIfChanged: 'ScaleUpStabilized', logAfter: [3] },
  ],
];

const stabilizeLegacy: readonly Edge[] = [
  [
    'an entry at the edge counts',
    { ...heard([9, 300]), desiredReplicas: 3, downscaleStabilizationSeconds: 300 },
    { stabilizedReplicas: 9, logAfter: [9, 3] },
  ],
  [
    'an older one does not, and is written over',
    { ...heard([9, 301]), desiredReplicas: 3, downscaleStabilizationSeconds: 300 },
    { stabilizedReplicas: 3, logAfter: [3] },
  ],
  [
    'raises above the current count',
    { ...heard([9, 5]), currentReplicas: 2, desiredReplicas: 3, downscaleStabilizationSeconds: 60 },
    { stabilizedReplicas: 9, logAfter: [9, 3] },
  ],
  [
    'a window of 0 counts what is of this instant',
    { ...heard([9, 0]), desiredReplicas: 3, downscaleStabilizationSeconds: 0 },
    { stabilizedReplicas: 9, logAfter: [9, 3] },
  ],
];

describe("An edge of the HPA's laws that no shipped table has", () => {
  itPasses('objectValue', objectValue);
  itPasses('stabilizeBehavior', stabilizeBehavior);
  itPasses('stabilizeLegacy', stabilizeLegacy);
});
