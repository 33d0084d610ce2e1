import { expect } from 'chai';
import { readHpa } from '../../../../lib/spec/hpa/read.ts';
import type { HpaSpec } from '../../../../lib/spec/hpa/types.ts';
import type { ValidationOptions } from '../../../../lib/spec/hpa/validate.ts';
import { ARTICLE, hpa, metric, type Raw } from './documents.ts';

function texts(object: Raw, options: ValidationOptions = {}): readonly string[] {
  const read = readHpa(object, options);
  return read.ok ? [] : read.errors.map(({ text }) => text);
}

function stored(spec: Raw): HpaSpec {
  const read = readHpa(hpa(spec));
  if (!read.ok) throw new Error(read.errors.map(({ text }) => text).join('; '));
  return read.value.spec;
}

const up = (rules: Raw) => hpa({ behavior: { scaleUp: rules } });
const down = (rules: Raw) => hpa({ behavior: { scaleDown: rules } });
const pods = (fields: Raw) => ({ policies: [{ type: 'Pods', value: 1, periodSeconds: 60, ...fields }] });

describe('The reader of HPA documents, checking one', () => {
  const valid: readonly [string, Raw][] = [
    ["the article's document", ARTICLE],
    ['no behavior', hpa({ behavior: undefined })],
    [
      'the longest window and period',
      up({ stabilizationWindowSeconds: 3600, ...pods({ periodSeconds: 1800 }) }),
    ],
    [
      'the shortest window and period',
      down({ stabilizationWindowSeconds: 0, ...pods({ periodSeconds: 1 }) }),
    ],
    ['any size of a step', up(pods({ value: 2_147_483_647 }))],
    ['Disabled', up({ selectPolicy: 'Disabled' })],
    ['a tolerance of 0', up({ tolerance: '0' })],
    ['a tolerance as a bare number', down({ tolerance: 0.05 })],
    ['0 workers with an Object metric', hpa({ minReplicas: 0 })],
    [
      'an External AverageValue',
      hpa({ metrics: [metric('External', { type: 'AverageValue', averageValue: '30' })] }),
    ],
    ['CPU, which this project cannot keep but the API server knows', hpa({ metrics: undefined })],
  ];
  for (const [what, object] of valid) {
    it(`accepts ${what}`, () => {
      expect(texts(object)).to.deep.equal([]);
    });
  }

  const rules = 'spec.behavior.scaleUp';
  const first = `${rules}.policies[0]`;
  const invalid: readonly [string, Raw, ...string[]][] = [
    [
      'a negative window',
      up({ stabilizationWindowSeconds: -1 }),
      `${rules}.stabilizationWindowSeconds: Invalid value: -1: must be greater than or equal to zero`,
    ],
    [
      'a window too long',
      up({ stabilizationWindowSeconds: 3601 }),
      `${rules}.stabilizationWindowSeconds: Invalid value: 3601: must be less than or equal to 3600`,
    ],
    [
      'another selectPolicy',
      up({ selectPolicy: 'max' }),
      `${rules}.selectPolicy: Unsupported value: "max": supported values: "Disabled", "Max", "Min"`,
    ],
    [
      'an empty list of policies',
      up({ policies: [] }),
      `${rules}.policies: Required value: must specify at least one Policy`,
    ],
    [
      'another type of policy',
      up(pods({ type: 'pods' })),
      `${first}.type: Unsupported value: "pods": supported values: "Percent", "Pods"`,
    ],
    [
      'a step of nothing',
      up(pods({ value: 0 })),
      `${first}.value: Invalid value: 0: must be greater than zero`,
    ],
    [
      'a period of nothing',
      up(pods({ periodSeconds: 0 })),
      `${first}.periodSeconds: Invalid value: 0: must be greater than zero`,
    ],
    [
      'a period too long',
      up(pods({ periodSeconds: 1801 })),
      `${first}.periodSeconds: Invalid value: 1801: must be less than or equal to 1800`,
    ],
    [
      'a negative tolerance',
      up({ tolerance: '-0.001' }),
      `${rules}.tolerance: Invalid value: "-1m": must be greater or equal to zero`,
    ],
    [
      'the same down',
      down({ tolerance: '-1' }),
      'spec.behavior.scaleDown.tolerance: Invalid value: "-1": must be greater or equal to zero',
    ],
    ['no name', hpa({}, { metadata: {} }), 'metadata.name: Required value: name or generateName is required'],
    [
      'a negative minReplicas',
      hpa({ minReplicas: -1 }),
      'spec.minReplicas: Invalid value: -1: must be greater than or equal to 0',
    ],
    [
      'an absent maxReplicas',
      hpa({ maxReplicas: undefined }),
      'spec.maxReplicas: Invalid value: 0: must be greater than 0',
      'spec.maxReplicas: Invalid value: 0: must be greater than or equal to `minReplicas`',
    ],
    [
      'bounds that cross',
      hpa({ minReplicas: 5 }),
      'spec.maxReplicas: Invalid value: 4: must be greater than or equal to `minReplicas`',
    ],
    [
      'no target',
      hpa({ scaleTargetRef: {} }),
      'spec.scaleTargetRef.kind: Required value',
      'spec.scaleTargetRef.name: Required value',
    ],
    [
      'a target that is no part of a path',
      hpa({ scaleTargetRef: { kind: '..', name: 'a/b%c' } }),
      `spec.scaleTargetRef.kind: Invalid value: "..": may not be '..'`,
      `spec.scaleTargetRef.name: Invalid value: "a/b%c": may not contain '/'`,
      `spec.scaleTargetRef.name: Invalid value: "a/b%c": may not contain '%'`,
    ],
  ];
  for (const [what, object, ...errors] of invalid) {
    it(`refuses ${what}`, () => {
      expect(texts(object)).to.deep.equal(errors);
    });
  }

  it('names every fault in the order of the document: bounds, target, metrics, up, down', () => {
    const found = texts(
      hpa({
        maxReplicas: 0,
        scaleTargetRef: { kind: 'AlluxioRuntime' },
        metrics: [metric('Object', { type: 'Value', value: '0' })],
        behavior: {
          scaleDown: { policies: [] },
          scaleUp: { stabilizationWindowSeconds: -1, selectPolicy: 'x', policies: [{}], tolerance: '-1' },
        },
      }),
    );
    expect(found.map((text) => text.split(':')[0])).to.deep.equal([
      'spec.maxReplicas',
      'spec.maxReplicas',
      'spec.scaleTargetRef.name',
      'spec.metrics[0].object.target.value',
      'spec.behavior.scaleUp.stabilizationWindowSeconds',
      'spec.behavior.scaleUp.selectPolicy',
      'spec.behavior.scaleUp.policies[0].type',
      'spec.behavior.scaleUp.policies[0].value',
      'spec.behavior.scaleUp.policies[0].periodSeconds',
      'spec.behavior.scaleUp.tolerance',
      'spec.behavior.scaleDown.policies',
    ]);
  });

  describe('with a feature gate off', () => {
    const noTolerance = { featureGates: { HPAConfigurableTolerance: false } };
    const noZero = { featureGates: { HPAScaleToZero: false } };
    const tolerant = up({ tolerance: '0.05' });

    it('refuses a tolerance', () => {
      expect(texts(tolerant, noTolerance)).to.deep.equal([
        'spec.behavior.scaleUp.tolerance: Forbidden: tolerance is not supported when the HPAConfigurableTolerance feature gate is not enabled',
      ]);
      expect(texts(ARTICLE, noTolerance)).to.deep.equal([]);
    });

    it('accepts a tolerance where the stored object has one already, in either direction', () => {
      const before = stored({ behavior: { scaleDown: { tolerance: '0.2' } } });
      expect(texts(tolerant, { ...noTolerance, stored: before })).to.deep.equal([]);
      expect(texts(tolerant, { ...noTolerance, stored: stored({}) })).to.have.length(1);
    });

    it('refuses 0 workers, unless the stored object has 0 already', () => {
      const zero = hpa({ minReplicas: 0 });
      expect(texts(zero, noZero)).to.deep.equal([
        'spec.minReplicas: Invalid value: 0: must be greater than or equal to 1',
      ]);
      expect(texts(zero, { ...noZero, stored: stored({ minReplicas: 0 }) })).to.deep.equal([]);
    });
  });
});
