import { down, type Edge, event, itPasses, limited, rulesFor, up } from './edges.ts';

const rateLimit: readonly Edge[] = [
  ['from 0 the default rules allow 4', limited(0, 50), { replicas: 4, reason: 'ScaleUpLimit' }],
  [
    'percent alone never leaves 0',
    limited(0, 50, up('Max', ['Percent', 1000, 15])),
    { replicas: 0, reason: 'ScaleUpLimit' },
  ],
  ['to 0 where min is 0', limited(5, 0), { replicas: 0, reason: 'DesiredWithinRange' }],
  [
    '+10 % of 100 is 111 in doubles',
    limited(100, 500, up('Max', ['Percent', 10, 60])),
    { replicas: 111, reason: 'ScaleUpLimit' },
  ],
  [
    '-90 % of 10 is 0 in doubles',
    limited(10, 0, down('Max', ['Percent', 90, 60])),
    { replicas: 0, reason: 'DesiredWithinRange' },
  ],
  [
    'more spent than there is: growing stays',
    limited(10, 50, { ...up('Max', ['Pods', 2, 60]), scaleUpEvents: event(9, 5) }),
    { replicas: 10, reason: 'ScaleUpLimit' },
  ],
  [
    'a shrink in the period gives growth back',
    limited(10, 50, { ...up('Max', ['Pods', 2, 60]), scaleDownEvents: event(5, 5) }),
    { replicas: 17, reason: 'ScaleUpLimit' },
  ],
  [
    'growth in the period gives a shrink back',
    limited(10, 0, { ...down('Max', ['Pods', 2, 60]), scaleUpEvents: event(5, 5) }),
    { replicas: 3, reason: 'ScaleDownLimit' },
  ],
  [
    'the largest value there is saturates',
    limited(10, 2_000_000_000, { ...up('Max', ['Pods', 2_147_483_647, 60]), maxReplicas: 2_147_483_647 }),
    { replicas: 2_000_000_000, reason: 'DesiredWithinRange' },
  ],
  [
    'a floor equal to min reports the bound',
    limited(10, 1, { ...down('Max', ['Pods', 5, 60]), minReplicas: 5 }),
    { replicas: 5, reason: 'TooFewReplicas' },
  ],
  [
    'a wish equal to the limit is within range',
    limited(10, 12, up('Max', ['Pods', 2, 60])),
    { replicas: 12, reason: 'DesiredWithinRange' },
  ],
  [
    'Disabled down at min reports the bound',
    limited(3, 1, { ...down('Disabled', ['Pods', 5, 60]), minReplicas: 3 }),
    { replicas: 3, reason: 'TooFewReplicas' },
  ],
  [
    'Min of two ups',
    limited(10, 50, up('Min', ['Pods', 2, 60], ['Percent', 100, 60])),
    { replicas: 12, reason: 'ScaleUpLimit' },
  ],
  [
    'Max of two downs',
    limited(100, 0, down('Max', ['Pods', 5, 60], ['Percent', 10, 60])),
    { replicas: 90, reason: 'ScaleDownLimit' },
  ],
  [
    'absent bounds are 1 and none',
    limited(10, 0, { minReplicas: null, maxReplicas: null }),
    { replicas: 1, reason: 'TooFewReplicas' },
  ],
  [
    'the rules in force where none are given',
    limited(1, 50, { effectiveScaleUpRules: up('Max', ['Pods', 1, 60]).scaleUpRules }),
    { replicas: 2, reason: 'ScaleUpLimit' },
  ],
];

const scaleDownLimit: readonly Edge[] = [
  [
    'Min of two downs',
    { currentReplicas: 10, ...rulesFor('Min', ['Pods', 2, 60], ['Percent', 50, 60]) },
    { limit: 8 },
  ],
  ['below 0', { currentReplicas: 1, ...rulesFor('Max', ['Pods', 5, 60]) }, { limit: -4 }],
  ['Disabled', { currentReplicas: 7, ...rulesFor('Disabled', ['Pods', 5, 60]) }, { limit: 7 }],
];

describe("An edge of the HPA's rate limits that no shipped table has", () => {
  itPasses('rateLimit', rateLimit);
  itPasses('scaleDownLimit', scaleDownLimit);
});
