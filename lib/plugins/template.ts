/** What `new-policy` writes: a small policy that works, a test of it, a document that uses it, and a scenario to play it in. */

/** @returns texts by file name */
export function templateFiles(name: string): Readonly<Record<string, string>> {
  return {
    [`${name}.mjs`]: moduleText(name),
    [`${name}.test.mjs`]: testText(name),
    [`${name}.yaml`]: documentText(name),
    [`${name}.scenario.yaml`]: scenarioText(name),
  };
}

const moduleText = (
  name: string,
) => `// A policy of your own for fluid-autoscaler. What it may say: lib/plugins/README.md of the project.
// It must be a function of what it is shown: no clock (context.now is the time), no chance, no network, nothing remembered.

/** @param {import('fluid-autoscaler').Kit} kit */
export default ({ z, values, policy }) =>
  policy({
    name: '${name}',
    summary: 'so many workers while the cache is fuller than a share',
    schema: z.strictObject({
      above: values.utilization().prefault('80%').describe('How full the cache is, at least.'),
      workers: values.positive().describe('So many workers are wished for then.'),
    }),
    clock: 'unread', // its answers do not change by the clock alone
    build: (config) => ({ sizers: [{ size: (context) => size(config, context) }] }),
  });

/**
 * @param {{ above: number, workers: number }} config shares in thousandths of a percent
 * @param {Pick<import('fluid-autoscaler').Context, 'fullness'>} context fullness: the same, or null without a reading
 * @returns {import('fluid-autoscaler').Wish}
 */
export function size({ above, workers }, { fullness }) {
  if (fullness === null) return { says: 'blind', reason: 'the cache cannot be read' };
  const full = \`the cache is \${fullness / 1000}% full\`;
  if (fullness < above) return { says: 'abstain', reason: \`\${full}, less than \${above / 1000}%\` };
  return { says: 'wish', wish: workers, reason: \`\${full}, at least \${above / 1000}%\` };
}
`;

const testText = (name: string) => `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { size } from './${name}.mjs';

const config = { above: 80_000, workers: 3 };

test('wishes for the workers once the cache is full enough', () => {
  const { says, wish } = size(config, { fullness: 93_750 });
  assert.deepEqual({ says, wish }, { says: 'wish', wish: 3 });
});

test('has no say before that', () => {
  assert.equal(size(config, { fullness: 40_000 }).says, 'abstain');
});

test('is blind without a reading: then nothing shrinks', () => {
  assert.equal(size(config, { fullness: null }).says, 'blind');
});
`;

const documentText = (name: string) => `apiVersion: fluid-autoscaler.dev/v1alpha1
kind: DatasetAutoscaler
metadata: { name: spark, namespace: default }
spec:
  dataset: spark
  replicas: { min: 1, max: 4 }
  policies:
    ${name}: { above: 80%, workers: 3 }
    step: { up: [{ pods: 1, per: 5m }] }
    scaleDown: disabled
`;

const scenarioText = (name: string) => `apiVersion: fluid-autoscaler.dev/v1alpha1
kind: Scenario
metadata: { name: ${name.toLowerCase()} }
spec:
  duration: 30m
  dataset: { size: 2.71GiB }
  workers: { capacity: 1GiB, replicas: 1 }
  loads:
    - { at: 20s, rate: 40MiB/s }
`;
