import { expect } from 'chai';
import { readHpa } from '../../../../lib/spec/hpa/read.ts';
import { hpa, metric, OBJECT_VALUE, type Raw } from './documents.ts';

function texts(object: Raw): readonly string[] {
  const read = readHpa(object);
  return read.ok ? [] : read.errors.map(({ text }) => text);
}

const utilization = { type: 'Utilization', averageUtilization: 80 };
const resource = { name: 'cpu', target: utilization };

describe('The reader of HPA documents, checking metrics', () => {
  const m0 = 'spec.metrics[0]';
  const invalid: readonly [string, Raw, ...string[]][] = [
    [
      '0 workers on CPU',
      hpa({ minReplicas: 0, metrics: undefined }),
      'spec.metrics: Forbidden: must specify at least one Object or External metric to support scaling to zero replicas',
    ],
    [
      'a target of 0',
      hpa({ metrics: [metric('Object', { type: 'Value', value: '0' })] }),
      `${m0}.object.target.value: Invalid value: "0": must be positive`,
    ],
    [
      'a negative average',
      hpa({ metrics: [metric('External', { type: 'AverageValue', averageValue: '-1' })] }),
      `${m0}.external.target.averageValue: Invalid value: "-1": must be positive`,
    ],
    [
      'a target of another type',
      hpa({ metrics: [metric('Object', { type: 'Sum', value: '1' })] }),
      `${m0}.object.target.type: Invalid value: "Sum": must be either Utilization, Value, or AverageValue`,
    ],
    [
      'an Object metric without a target value',
      hpa({ metrics: [metric('Object', utilization)] }),
      `${m0}.object.target.averageValue: Required value: must set either a target value or averageValue`,
    ],
    [
      'an External metric without a target value',
      hpa({ metrics: [metric('External', utilization)] }),
      `${m0}.external.target.averageValue: Required value: must set either a target value for metric or a per-pod target`,
    ],
    [
      'an External metric with two',
      hpa({ metrics: [metric('External', { type: 'Value', value: '1', averageValue: '1' })] }),
      `${m0}.external.target.value: Forbidden: may not set both a target value for metric and a per-pod target`,
    ],
    [
      'a metric without a name and an object',
      hpa({ metrics: [{ type: 'Object', object: { target: { type: 'Value', value: 1 } } }] }),
      `${m0}.object.describedObject.kind: Required value`,
      `${m0}.object.describedObject.name: Required value`,
      `${m0}.object.metric.name: Required value: must specify a metric name`,
    ],
    [
      'a metric without its source',
      hpa({ metrics: [{ type: 'Object' }] }),
      `${m0}.object: Required value: must populate information for the given metric source`,
    ],
    [
      'a metric with two sources',
      hpa({ metrics: [{ ...OBJECT_VALUE, resource }] }),
      `${m0}.resource: Forbidden: must populate the given metric source only`,
    ],
    [
      'utilization below 1',
      hpa({
        metrics: [
          {
            type: 'Resource',
            resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 0 } },
          },
        ],
      }),
      `${m0}.resource.target.averageUtilization: Invalid value: 0: must be greater than 0`,
    ],
    [
      'a resource without a target',
      hpa({ metrics: [{ type: 'Resource', resource: {} }] }),
      `${m0}.resource.name: Required value: must specify a resource name`,
      `${m0}.resource.target.type: Required value: must specify a metric target type`,
      `${m0}.resource.target.type: Invalid value: "": must be either Utilization, Value, or AverageValue`,
      `${m0}.resource.target.averageUtilization: Required value: must set either a target raw value or a target utilization`,
    ],
    [
      'a container resource without its container',
      hpa({
        metrics: [
          {
            type: 'ContainerResource',
            containerResource: { ...resource, target: { ...utilization, averageValue: 1 } },
          },
        ],
      }),
      `${m0}.containerResource.container: Required value: must specify a container`,
      `${m0}.containerResource.target.averageValue: Forbidden: may not set both a target raw value and a target utilization`,
    ],
    [
      'a Pods metric without an average',
      hpa({
        metrics: [{ type: 'Pods', pods: { metric: { name: 'x' }, target: { type: 'Value', value: 1 } } }],
      }),
      `${m0}.pods.target.averageValue: Required value: must specify a positive target averageValue`,
    ],
  ];
  for (const [what, object, ...errors] of invalid) {
    it(`refuses ${what}`, () => {
      expect(texts(object)).to.deep.equal(errors);
    });
  }

  it('refuses a metric of another type, naming those there are', () => {
    const [error] = texts(hpa({ metrics: [{ type: 'Custom' }] }));
    const list = '"ContainerResource", "External", "Object", "Pods", "Resource"';
    expect(error).to.equal(`spec.metrics[0].type: Unsupported value: "Custom": supported values: ${list}`);
  });
});
