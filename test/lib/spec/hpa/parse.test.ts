import { expect } from 'chai';
import { parseBehavior, parseHpa } from '../../../../lib/spec/hpa/parse.ts';
import { ARTICLE, hpa, metric } from './documents.ts';

function texts(object: unknown): readonly string[] {
  const parsed = parseHpa(object);
  return parsed.ok ? [] : parsed.errors.map(({ text }) => text);
}

describe('The reader of HPA documents, taking one apart', () => {
  it("reads the article's document and fills nothing in", () => {
    const parsed = parseHpa(ARTICLE);
    if (!parsed.ok) throw new Error(parsed.errors.map(({ text }) => text).join('; '));
    expect(parsed.value).to.deep.equal({
      apiVersion: 'autoscaling/v2beta2',
      namespace: 'default',
      name: 'spark',
      spec: {
        scaleTargetRef: { apiVersion: 'data.fluid.io/v1alpha1', kind: 'AlluxioRuntime', name: 'spark' },
        minReplicas: 1,
        maxReplicas: 4,
        metrics: [
          {
            type: 'Object',
            object: {
              describedObject: { apiVersion: 'data.fluid.io/v1alpha1', kind: 'Dataset', name: 'spark' },
              name: 'capacity_used_rate',
              container: '',
              target: {
                type: 'Value',
                value: { text: '90', nano: 90_000_000_000n },
                averageValue: null,
                averageUtilization: null,
              },
            },
            external: null,
            pods: null,
            resource: null,
            containerResource: null,
          },
        ],
        behavior: {
          scaleUp: {
            stabilizationWindowSeconds: null,
            selectPolicy: null,
            policies: [{ type: 'Pods', value: 2, periodSeconds: 600 }],
            tolerance: null,
          },
          scaleDown: {
            stabilizationWindowSeconds: null,
            selectPolicy: 'Disabled',
            policies: null,
            tolerance: null,
          },
        },
      },
    });
  });

  it('takes null for absent, and an absent text or number for empty or 0, as the API server does', () => {
    const parsed = parseHpa({
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: 'spark', namespace: null },
      spec: { scaleTargetRef: null, minReplicas: null, metrics: null, behavior: { scaleUp: null } },
    });
    if (!parsed.ok) throw new Error(parsed.errors.map(({ text }) => text).join('; '));
    expect(parsed.value.namespace).to.equal('default');
    expect(parsed.value.spec).to.deep.equal({
      scaleTargetRef: { apiVersion: '', kind: '', name: '' },
      minReplicas: null,
      maxReplicas: 0,
      metrics: [],
      behavior: { scaleUp: null, scaleDown: null },
    });
  });

  it('tells an empty list of policies from an absent one', () => {
    const parsed = parseBehavior({ scaleUp: { policies: [] }, scaleDown: {} });
    expect(parsed.ok && parsed.value.scaleUp?.policies).to.deep.equal([]);
    expect(parsed.ok && parsed.value.scaleDown?.policies).to.equal(null);
  });

  const refused: readonly [string, unknown, string][] = [
    [
      'another kind',
      { ...ARTICLE, kind: 'Deployment' },
      'kind: must be HorizontalPodAutoscaler, not "Deployment"',
    ],
    ['no object at all', null, 'kind: must be HorizontalPodAutoscaler, not nothing'],
    ['a text', 'HorizontalPodAutoscaler', 'kind: must be HorizontalPodAutoscaler, not nothing'],
    [
      'an older version, saying how to get one that can be read',
      { ...ARTICLE, apiVersion: 'autoscaling/v1' },
      'apiVersion: must be autoscaling/v2 or autoscaling/v2beta2, not "autoscaling/v1"; kubectl get horizontalpodautoscalers.v2.autoscaling NAME -o yaml prints any HPA in that form',
    ],
    ['no spec', { ...ARTICLE, spec: undefined }, 'spec: Invalid value: nothing: must be a mapping'],
    [
      'a count that is no whole number',
      hpa({ maxReplicas: 2.5 }),
      'spec.maxReplicas: Invalid value: 2.5: must be a whole number of 32 bits',
    ],
    [
      'a count beyond 32 bits',
      hpa({ maxReplicas: 3_000_000_000 }),
      'spec.maxReplicas: Invalid value: 3000000000: must be a whole number of 32 bits',
    ],
    [
      'a count in quotes',
      hpa({ minReplicas: '1' }),
      'spec.minReplicas: Invalid value: "1": must be a whole number of 32 bits',
    ],
    [
      'a target that is no quantity',
      hpa({ metrics: [metric('Object', { type: 'Value', value: '90%' })] }),
      'spec.metrics[0].object.target.value: Invalid value: "90%": must be a quantity such as 90, 0.1 or 100m',
    ],
    [
      'a misspelt field, which the API server would drop and so change the behaviour',
      hpa({ behavior: { scaleup: {} } }),
      'spec.behavior.scaleup: Forbidden: unknown field',
    ],
  ];
  for (const [what, object, text] of refused) {
    it(`refuses ${what}`, () => {
      expect(texts(object)).to.deep.equal([text]);
    });
  }

  it('names every fault, not the first only', () => {
    expect(texts(hpa({ maxReplicas: 'x', behavior: { scaleUp: { selectPolicy: 3 } } }))).to.deep.equal([
      'spec.maxReplicas: Invalid value: "x": must be a whole number of 32 bits',
      'spec.behavior.scaleUp.selectPolicy: Invalid value: 3: must be text',
    ]);
  });
});
