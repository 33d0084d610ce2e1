import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { register } from '../../cmd/import.ts';
import * as validate from '../../cmd/validate.ts';
import { projectRoot } from '../../lib/root.ts';
import { type Captured, run } from '../cmd/capture.ts';
import { cronHpa, hpa, RUNTIME, scaledObject } from '../lib/import/objects.ts';
import { controlPlaneAvailable, controlPlaneHint } from '../support/binaries.ts';
import { type ControlPlane, startControlPlane } from '../support/control-plane.ts';
import { describeNeeding } from '../support/describe-needing.ts';
import { callsOf } from '../support/plane-audit.ts';
import type { Manifest } from '../support/plane-objects.ts';
import { waitFor } from '../support/wait-for.ts';
import { applyAutoscalerCrd } from './crd/install.ts';
import { GIB, makeDataset, type TestDataset } from './daemon/dataset.ts';

const CRDS = ['keda.sh_scaledobjects', 'autoscaling.alibabacloud.com_cronhorizontalpodautoscalers'];

/** What a person may who may look. */
const LOOK = `rules:
  - { apiGroups: [data.fluid.io], resources: ['*'], verbs: [list] }
  - { apiGroups: [autoscaling], resources: [horizontalpodautoscalers], verbs: [list] }
  - { apiGroups: [keda.sh], resources: [scaledobjects], verbs: [list] }
`;
const LOOK_AT_ALL = `${LOOK}  - { apiGroups: [autoscaling.alibabacloud.com], resources: [cronhorizontalpodautoscalers], verbs: [list] }\n`;

async function* stream(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

/** An object without its namespace: it goes where the dataset is. */
function placed(object: Readonly<Record<string, unknown>>, name: string): Manifest {
  return { ...object, metadata: { name } } as unknown as Manifest;
}

describeNeeding(
  controlPlaneAvailable() ? null : controlPlaneHint(),
  'import --from-cluster on a real API server',
  (suite) => {
    suite.timeout(120_000);
    let plane: ControlPlane;
    let dataset: TestDataset;

    before(async () => {
      plane = await startControlPlane({ audit: true });
      dataset = await makeDataset(plane, 0.5 * GIB);
      for (const name of CRDS) {
        await plane.apply(
          readFileSync(join(projectRoot, `test/fixtures/autoscaler-crds/${name}.yaml`), 'utf8'),
        );
      }
      for (const path of [
        'keda.sh/v1alpha1/scaledobjects',
        'autoscaling.alibabacloud.com/v1beta1/cronhorizontalpodautoscalers',
      ]) {
        await waitFor(async () => (await plane.request('GET', `/apis/${path}`)).status === 200, {
          what: `${path} to be served`,
        });
      }
      const toHpa = { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', name: 'spark' };
      const web = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' };
      const gone = { ...RUNTIME, name: 'gone' };
      await plane.apply(
        [
          placed(hpa(), 'spark'),
          placed(hpa({ scaleTargetRef: web }), 'web'),
          placed(hpa({ scaleTargetRef: gone }), 'gone'),
          placed(scaledObject(), 'office'),
          placed(cronHpa({ scaleTargetRef: toHpa }), 'nights'),
        ],
        dataset.namespace,
      );
    });
    after(async () => {
      await dataset?.engine.stop();
      await plane?.stop();
    });

    const verb = (kubeconfig: string, ...args: string[]): Promise<Captured> =>
      run((program) => register(program), 'import', '--from-cluster', '--kubeconfig', kubeconfig, ...args);
    const inNamespace = (kubeconfig: string, ...args: string[]) =>
      verb(kubeconfig, '-n', dataset.namespace, ...args);

    it('makes one document of what scales the runtime, which validate and the API server take', async () => {
      const { out, err, exitCode } = await inNamespace(plane.kubeconfig);
      expect(err).to.contain('1 document from 3 objects: ');
      expect(err).to.contain(
        '2 other autoscalers of the cluster scale no dataset’s runtime, and are left alone\n',
      );
      expect(exitCode).to.equal(0);
      expect(out).to.contain(`# ScaledObject ${dataset.namespace}/office (cluster)`);
      const checked = await run((program) => validate.register(program, stream(out)), 'validate', '-');
      expect([checked.exitCode, checked.err]).to.deep.equal([0, '']);
      await applyAutoscalerCrd(plane);
      const [stored] = await plane.apply(out, dataset.namespace);
      expect(stored?.spec).to.deep.include({ semantics: 'hpa' });
    });

    it('says who still owns the runtime, and in which order to move over', async () => {
      const { err } = await inNamespace(plane.kubeconfig);
      const { namespace } = dataset;
      expect(err).to.contain(
        `${namespace}/spark is still owned by CronHorizontalPodAutoscaler/nights, ScaledObject/office, HorizontalPodAutoscaler/spark: ` +
          'until they are gone the daemon holds (OwnedByOther). In this order:\n',
      );
      const commands = err.match(/kubectl -n \S+ delete .*/g);
      expect(commands).to.deep.equal([
        `kubectl -n ${namespace} delete cronhorizontalpodautoscaler nights`,
        `kubectl -n ${namespace} delete scaledobject office`,
        `kubectl -n ${namespace} delete hpa spark`,
      ]);
    });

    it('reads, and asks for nothing else', async () => {
      const kubeconfig = await plane.serviceAccountKubeconfig(dataset.namespace, 'looks', LOOK_AT_ALL);
      const { out, exitCode } = await inNamespace(kubeconfig);
      expect([out.includes('dataset: spark'), exitCode]).to.deep.equal([true, 0]);
      const calls = callsOf(plane.folder, `system:serviceaccount:${dataset.namespace}:looks`);
      expect([...new Set(calls.map(({ verb: what }) => what))]).to.deep.equal(['list']);
      expect(calls.filter(({ code }) => code !== 200)).to.deep.equal([]);
    });

    it('names what it may not see, and fails', async () => {
      const kubeconfig = await plane.serviceAccountKubeconfig(dataset.namespace, 'half', LOOK);
      const { err, exitCode } = await inNamespace(kubeconfig);
      expect(err).to.match(/^cronhorizontalpodautoscalers in namespace \S+ cannot be listed: .*forbidden/i);
      expect(exitCode).to.equal(1);
    });

    it('imports what it deletes: every command it prints is one of kubectl’s', async () => {
      const { err } = await inNamespace(plane.kubeconfig);
      for (const command of err.match(/kubectl -n \S+ delete .*/g) ?? []) {
        await plane.kubectl(...command.split(' ').slice(1));
      }
      const { out, err: after } = await inNamespace(plane.kubeconfig);
      expect(out).to.equal('');
      expect(after).to.contain('0 documents from 0 objects');
    });
  },
);
