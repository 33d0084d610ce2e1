import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { register } from '../../cmd/plan.ts';
import { neededRights } from '../../lib/adoption/rights.ts';
import { connect } from '../../lib/kube/connect.ts';
import { discover } from '../../lib/kube/discovery.ts';
import { watchedKinds } from '../../lib/kube/watched.ts';
import { type Captured, run } from '../cmd/capture.ts';
import { kustomize, rendererMissing } from '../deploy/render.ts';
import { granted } from '../deploy/rights.ts';
import { controlPlaneAvailable, controlPlaneHint } from '../support/binaries.ts';
import { type ControlPlane, startControlPlane } from '../support/control-plane.ts';
import { describeNeeding } from '../support/describe-needing.ts';
import { callsOf } from '../support/plane-audit.ts';
import { waitFor } from '../support/wait-for.ts';
import { applyAutoscalerCrd } from './crd/install.ts';
import { autoscalerOf } from './crd/object.ts';
import { rightsWithout } from './crd/rights.ts';
import { ARTICLE, GIB, makeDataset, type TestDataset } from './daemon/dataset.ts';
import { makeKind } from './daemon/kinds.ts';

/** To rehearse documents as objects takes more than the daemon has. */
const REHEARSE =
  '  - { apiGroups: [fluid-autoscaler.dev], resources: [datasetautoscalers], verbs: [create, patch] }\n';
const DAEMON = `${rightsWithout()}${REHEARSE}`;

describeNeeding(
  controlPlaneAvailable() ? rendererMissing() : controlPlaneHint(),
  'plan on a real API server',
  (suite) => {
    suite.timeout(120_000);
    let plane: ControlPlane;
    let dataset: TestDataset;
    let policy: string;
    before(async () => {
      plane = await startControlPlane({ audit: true });
      dataset = await makeDataset(plane, 0.95 * GIB);
      dataset.write(ARTICLE);
      policy = join(dataset.policies, 'spark.yaml');
    });
    after(async () => {
      await dataset?.engine.stop();
      await plane?.stop();
    });

    const plan = (kubeconfig: string, ...args: string[]): Promise<Captured> =>
      run(
        (program) => register(program),
        'plan',
        '--kubeconfig',
        kubeconfig,
        '-n',
        dataset.namespace,
        ...args,
      );
    const account = (name: string, rules: string) =>
      plane.serviceAccountKubeconfig(dataset.namespace, name, rules);

    it('says what would be done now, and that the kind is not there to rehearse with', async () => {
      // An engine that answers late on a busy machine is out of reach, which is told as well.
      const { out, err, exitCode } = await waitFor(
        async () => {
          const said = await plan(plane.kubeconfig, '-f', policy);
          return said.out.includes('cannot be told from here') ? null : said;
        },
        { what: 'the engine to answer in time' },
      );
      expect([err, exitCode]).to.deep.equal(['', 0]);
      expect(out).to.match(/now +scales 1 -> 3: the cache is 95/);
      expect(out).to.contain('not tried: the cluster does not serve DatasetAutoscaler');
      expect(out).to.contain('default     spec.respect: 1h');
    });

    it('rehearses a document as an object, and says whether it would change one', async () => {
      await applyAutoscalerCrd(plane);
      expect((await plan(plane.kubeconfig, '-f', policy)).out).to.contain('object      created if applied');
      await autoscalerOf(plane, dataset).apply(ARTICLE);
      expect((await plan(plane.kubeconfig, '-f', policy)).out).to.contain('object      unchanged if applied');
      dataset.write(ARTICLE.replace('max: 4', 'max: 5'));
      expect((await plan(plane.kubeconfig, '-f', policy)).out).to.contain(
        'object      configured if applied',
      );
      dataset.write(ARTICLE);
    });

    it("plans the cluster's own documents, and refuses a second one for a dataset by name", async () => {
      const { out, err, exitCode } = await plan(plane.kubeconfig, '--policies-from-cluster', '-f', policy);
      expect(out).to.contain(`${dataset.namespace}/spark  (${policy})`);
      expect(err).to.match(/^DatasetAutoscaler\/\S+\/spark: .*has a document already, in .*spark\.yaml:1/);
      expect(exitCode).to.equal(1);
      const alone = await plan(plane.kubeconfig, '--policies-from-cluster');
      expect(alone.out).to.contain(`(DatasetAutoscaler/${dataset.namespace}/spark)`);
      expect([alone.err, alone.exitCode]).to.deep.equal(['', 0]);
    });

    it('tells what the API server refuses of a document, and a fault without asking it', async () => {
      const broken = join(dataset.policies, 'broken.yaml');
      writeFileSync(
        broken,
        'apiVersion: fluid-autoscaler.dev/v1alpha1\nkind: DatasetAutoscaler\nmetadata: { name: x }\nspec: {}\n',
      );
      const { err, exitCode } = await plan(plane.kubeconfig, '-f', broken);
      expect(err).to.contain('spec.replicas: required, but missing');
      expect(exitCode).to.equal(1);
    });

    it('finds an HPA in the way', async () => {
      const scaleTargetRef = { apiVersion: 'data.fluid.io/v1alpha1', kind: 'AlluxioRuntime', name: 'spark' };
      const hpa = {
        ...{ apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: { name: 'spark' } },
        spec: { minReplicas: 1, maxReplicas: 4, scaleTargetRef },
      };
      await plane.apply(hpa, dataset.namespace);
      const { out } = await plan(plane.kubeconfig, '-f', policy);
      expect(out).to.match(/in the way +HorizontalPodAutoscaler\/spark also scales it: held/);
      await plane.kubectl('delete', 'hpa', 'spark', '-n', dataset.namespace);
    });

    it("finds nothing missing of the daemon's own rights, and each one that is", async () => {
      const whole = await plan(await account('whole', DAEMON), '-f', policy, '--policies-from-cluster');
      expect(whole.out).to.contain('rights: this account has all that the daemon needs');
      const without = `${rightsWithout('alluxioruntimes/scale', 'events')}${REHEARSE}`;
      const { out, exitCode } = await plan(await account('less', without), '-f', policy);
      expect(out).to.contain(
        `  patch alluxioruntimes.data.fluid.io/scale in namespace ${dataset.namespace}: without it no AlluxioRuntime is scaled\n`,
      );
      expect(out.match(/without it /g)).to.have.lengthOf(3);
      expect(exitCode).to.equal(1);
      const dry = await plan(await account('less', without), '-f', policy, '--dry-run');
      expect(dry.out).to.contain('rights: this account has all that the daemon needs');
    });

    it('stores nothing: reads, access reviews, and applies that are a dry run', async () => {
      const before = await dataset.versions();
      const objects = async () =>
        plane.kubectl('get', 'dsa', '-A', '-o', 'jsonpath={.items[*].metadata.resourceVersion}');
      const stored = await objects();
      await account('watched', DAEMON);
      dataset.write(ARTICLE.replace('max: 4', 'max: 7'));
      await plan(await account('watched', DAEMON), '-f', policy, '--policies-from-cluster');
      dataset.write(ARTICLE);
      const calls = callsOf(plane.folder, `system:serviceaccount:${dataset.namespace}:watched`);
      const others = calls.filter(({ verb }) => !['get', 'list', 'watch'].includes(verb));
      expect([...new Set(others.map(({ verb, resource }) => `${verb} ${resource}`))].sort()).to.deep.equal([
        'create selfsubjectaccessreviews',
        'patch datasetautoscalers',
      ]);
      expect([await dataset.versions(), await objects()]).to.deep.equal([before, stored]);
    });

    it('asks for strong rights where the datasets are that need them, and only if they would be allowed', async () => {
      await makeKind(plane, dataset.namespace, 'ThinRuntime');
      const thin = join(dataset.policies, 'thin.yaml');
      const spec = 'spec: { replicas: { min: 1, max: 2 } }';
      const head = 'apiVersion: fluid-autoscaler.dev/v1alpha1\nkind: DatasetAutoscaler';
      writeFileSync(thin, `${head}\nmetadata: { name: thin, namespace: ${dataset.namespace} }\n${spec}\n`);
      const kubeconfig = await account('weak', DAEMON);
      const held = await plan(kubeconfig, '-f', thin);
      expect(held.out).to.contain('--allow statefulsets');
      expect(held.out).to.contain('rights: this account has all that the daemon needs');
      const asked = await plan(kubeconfig, '-f', thin, '--allow', 'statefulsets', '--allow', 'cacheruntimes');
      expect(asked.out).to.contain(
        `  patch statefulsets.apps/scale in namespace ${dataset.namespace}: without it no ThinRuntime is scaled\n`,
      );
      expect(asked.out.match(/without it /g)).to.have.lengthOf(1);
    });

    it('asks for exactly the rights that are shipped', async () => {
      const client = connect({ kubeconfig: plane.kubeconfig });
      const watched = watchedKinds(await discover(client));
      await client.close();
      const needed = neededRights({
        watched,
        namespace: null,
        own: 'x',
        dryRun: false,
        allowed: new Set(),
        placed: [],
        policiesFromCluster: true,
      });
      const shipped = granted(kustomize('base'));
      const asked = needed.map(
        ({ verb, group, resource, name }) =>
          `${verb} ${group === '' ? 'core' : group}/${resource}${name === null ? '' : ` ${name}`}`,
      );
      // Kinds that other projects bring and this server does not serve are shipped, and not asked for here.
      const foreign = /cacheruntimes|advancedstatefulsets|scaledobjects|cronhorizontalpodautoscalers/;
      expect([...new Set(asked)].sort()).to.deep.equal(shipped.filter((right) => !foreign.test(right)));
    });
  },
);
