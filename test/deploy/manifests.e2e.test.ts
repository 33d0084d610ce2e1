import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { projectRoot } from '../../lib/root.ts';
import { describeNeeding, describeWithControlPlane } from '../support/describe-needing.ts';
import type { Manifest } from '../support/plane-objects.ts';
import { allowances, helm, kustomize, only, overlays, rendererMissing, withComponents } from './render.ts';
import { granted } from './rights.ts';

interface Workload {
  readonly spec: {
    readonly replicas: number;
    readonly strategy?: unknown;
    readonly volumeClaimTemplates?: readonly unknown[];
    readonly template: { readonly metadata: object; readonly spec: PodSpec };
  };
}
interface PodSpec {
  readonly volumes: readonly object[];
  readonly containers: readonly {
    readonly image: string;
    readonly args: readonly string[];
    readonly securityContext: object;
  }[];
}

const containerOf = (workload: Workload) => {
  const [container] = workload.spec.template.spec.containers;
  if (container === undefined) throw new Error('no container');
  return container;
};
const isCustom = ({ kind }: Manifest) => kind === 'CustomResourceDefinition';
const clusterWide = ['Namespace', 'ClusterRole', 'ClusterRoleBinding', 'CustomResourceDefinition'];

const withoutLabels = (objects: readonly Manifest[] = []) =>
  objects.map(({ metadata, ...rest }) => ({ ...rest, name: metadata.name }));

/** What the two ways of installing may differ in: names of cluster-wide roles, and who manages the objects. */
function comparable(objects: readonly Manifest[]): Readonly<Record<string, unknown>> {
  const text = (value: unknown) =>
    JSON.parse(JSON.stringify(value).replaceAll('fluid-autoscaler-fluid-autoscaler-', 'fluid-autoscaler-'));
  const entries = objects
    .filter((object) => !isCustom(object) && object.kind !== 'Namespace')
    .map((object) => {
      const { metadata, data, ...rest } = object;
      return [text(`${object.kind} ${metadata.name}`), text(rest)] as const;
    });
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

describeNeeding(rendererMissing(), 'examples/deploy, rendered', () => {
  it('is the same by kustomize and by Helm, but for names of cluster-wide roles and labels of who manages it', () => {
    expect(comparable(helm())).to.deep.equal(comparable(kustomize('base')));
  });
  it('is the same by kustomize and by Helm with two replicas', () => {
    expect(comparable(helm({ ha: { enabled: true, replicas: 2 } }))).to.deep.equal(
      comparable(kustomize('overlays/ha')),
    );
  });

  it('mounts a Secret as the folder of credentials the same by the component and by the chart, with no right to read any', () => {
    const composed = withComponents(['credentials'], 'team-c');
    const charted = helm({ credentialsSecret: 'fluid-autoscaler-credentials' });
    expect(comparable(charted)).to.deep.equal(comparable(composed));
    const workload = only<Workload>(charted, 'Deployment');
    expect(containerOf(workload).args).to.include('--credentials=/etc/fluid-autoscaler/credentials');
    expect(workload.spec.template.spec.volumes).to.deep.include({
      name: 'credentials',
      secret: { secretName: 'fluid-autoscaler-credentials', defaultMode: 0o440 },
    });
    expect(granted(charted)).to.deep.equal(granted(helm()));
  });

  it('gives the strong rights the same by components and by the chart, in the namespaces named and nowhere else', () => {
    const allow = { statefulsets: ['team-c'], cacheruntimes: ['team-c'], exec: ['team-c'] };
    const [composed, charted] = [withComponents(allowances, 'team-c'), helm({ allow })];
    const flags = (objects: readonly Manifest[]) =>
      containerOf(only(objects, 'Deployment')).args.filter((arg) => arg.startsWith('--allow='));
    expect([...flags(charted)].sort()).to.deep.equal([...flags(composed)].sort());
    const roles = (objects: readonly Manifest[]) =>
      Object.entries(comparable(objects)).filter(([name]) => name.includes('Role'));
    expect(roles(charted)).to.deep.equal(roles(composed));
    const added = charted.filter(({ metadata }) => metadata.namespace === 'team-c');
    expect(granted(added)).to.deep.equal([
      'create core/pods/exec',
      'get core/pods/exec',
      'patch apps/statefulsets/scale',
      'patch data.fluid.io/cacheruntimes',
    ]);
    expect(granted(helm()).filter((right) => granted(added).includes(right))).to.deep.equal([]);
  });
  it('lets whoever may ask CacheRuntimes read their classes, which are in no namespace, unless it is to have no right beyond one', () => {
    const classes = (values: Readonly<Record<string, unknown>>, namespace?: string) =>
      granted(helm(values, namespace)).filter((right) => right.includes('cacheruntimeclasses'));
    expect(classes({ allow: { exec: ['team-c'] } })).to.deep.equal(['get data.fluid.io/cacheruntimeclasses']);
    expect(classes({ allow: { exec: ['team-b'] }, allNamespaces: false }, 'team-b')).to.deep.equal([]);
    expect(classes({})).to.deep.equal([]);
  });
  it('gives a dry run the right to ask pods, which changes nothing', () => {
    const objects = helm({ dryRun: true, allow: { exec: ['team-c'] } });
    expect(containerOf(only(objects, 'Deployment')).args).to.include('--allow=exec');
    expect(granted(objects).filter((right) => right.endsWith('pods/exec'))).to.have.lengthOf(2);
  });
  it('gives a dry run the flags of strong rights, to say what it would do, and not the rights to write', () => {
    const objects = helm({ dryRun: true, allow: { statefulsets: ['team-c'] } });
    expect(containerOf(only(objects, 'Deployment')).args).to.include('--allow=statefulsets');
    expect(granted(objects).filter((right) => !/^(list|watch) /.test(right))).to.deep.equal([]);
  });

  for (const [way, objects] of [
    ['the overlay', () => kustomize('overlays/dry-run')],
    ['the chart', () => helm({ dryRun: true })],
  ] as const) {
    it(`gives a dry run the flag and no right to write, by ${way}`, () => {
      expect(containerOf(only(objects(), 'Deployment')).args).to.include('--dry-run');
      expect(granted(objects()).filter((right) => !/^(list|watch) /.test(right))).to.deep.equal([]);
    });
  }

  for (const [way, objects, namespace] of [
    ['the overlay', () => kustomize('overlays/namespaced'), 'team-a'],
    ['the chart', () => helm({ allNamespaces: false }, 'team-b'), 'team-b'],
  ] as const) {
    it(`keeps to one namespace with nothing beyond it, by ${way}`, () => {
      const custom = way === 'the chart' ? objects().filter((object) => !isCustom(object)) : objects();
      expect(custom.filter(({ kind }) => clusterWide.includes(kind))).to.deep.equal([]);
      expect([...new Set(custom.map(({ metadata }) => metadata.namespace))]).to.deep.equal([namespace]);
      const subjects = custom.flatMap(({ subjects = [] }) => subjects as { namespace: string }[]);
      expect(subjects.length).to.be.greaterThan(0);
      expect([...new Set(subjects.map((subject) => subject.namespace))]).to.deep.equal([namespace]);
    });
  }

  it('gives each of two replicas a ledger of its own and shares none', () => {
    const objects = kustomize('overlays/ha');
    const { spec } = only<Workload>(objects, 'StatefulSet');
    expect(spec.replicas).to.equal(2);
    expect(spec.volumeClaimTemplates).to.have.lengthOf(1);
    expect(objects.map(({ kind }) => kind)).to.not.include.members(['PersistentVolumeClaim']);
  });
  it('lets one replica go before it starts the next, because the ledger has one owner', () => {
    expect(only<Workload>(kustomize('base'), 'Deployment').spec).to.deep.include({
      replicas: 1,
      strategy: { type: 'Recreate' },
    });
  });
  it('defines the kind DatasetAutoscaler the same by kustomize and by Helm', () => {
    const [shipped, charted] = [kustomize('base'), helm()].map((objects) => objects.filter(isCustom));
    expect(shipped).to.have.lengthOf(1);
    expect(withoutLabels(charted)).to.deep.equal(withoutLabels(shipped));
  });
  it('runs the image of this version', () => {
    const { version } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8'));
    for (const objects of [kustomize('base'), helm()]) {
      expect(containerOf(only(objects, 'Deployment')).image).to.equal(`fluid-autoscaler:${version}`);
    }
  });

  it('begins with the article’s policy, word for word', () => {
    const text = (path: string) => readFileSync(join(projectRoot, path), 'utf8');
    expect(text('examples/deploy/base/spark.yaml')).to.equal(text('examples/spark.yaml'));
  });

  const refused: readonly (readonly [string, Record<string, unknown>, RegExp])[] = [
    ['a value that is misspelt', { polices: {} }, /polices/],
    ['a single replica under ha', { ha: { enabled: true, replicas: 1 } }, /replicas/],
    ['a policy under a name that is no file of one', { policies: { 'spark.txt': 'x' } }, /spark\.txt/],
    ['a level the log does not know', { logLevel: 'loud' }, /logLevel/],
    ['an interval without a unit', { interval: '5' }, /interval/],
    [
      'two replicas that do not tell each other what was spent',
      { ha: { enabled: true }, extraArgs: ['--no-memory'] },
      /exclude each other/,
    ],
    ['a strong right that is none', { allow: { secrets: ['team-a'] } }, /secrets/],
    [
      'a strong right beyond its own namespace',
      { allNamespaces: false, allow: { statefulsets: ['team-a'] } },
      /does not look after/,
    ],
    ['a dry run of two replicas', { dryRun: true, ha: { enabled: true } }, /exclude each other/],
  ];
  for (const [what, values, message] of refused) {
    it(`refuses ${what}`, () => {
      expect(() => helm(values)).to.throw(message);
    });
  }
});

describeWithControlPlane('examples/deploy on a real API server', (plane) => {
  for (const overlay of overlays) {
    it(`is accepted whole: ${overlay}`, async () => {
      await plane().request('POST', '/api/v1/namespaces', {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: 'team-a' },
      });
      const written = await plane().apply(kustomize(overlay));
      expect(written.length).to.equal(kustomize(overlay).length);
    });
  }
  it('has pods that the strictest of the Pod Security Standards lets in', async () => {
    const namespace = await plane().namespace('restricted');
    await plane().kubectl('label', 'namespace', namespace, 'pod-security.kubernetes.io/enforce=restricted');
    const { metadata, spec } = only<Workload>(kustomize('base'), 'Deployment').spec.template;
    const pod = (podSpec: object) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { ...metadata, generateName: 'daemon-' },
      spec: podSpec,
    });
    const path = `/api/v1/namespaces/${namespace}/pods`;
    expect((await plane().request('POST', path, pod(spec))).status).to.equal(201);
    const loose = { ...spec, containers: spec.containers.map(({ securityContext, ...rest }) => rest) };
    expect((await plane().request('POST', path, pod(loose))).status, 'without its security context').to.equal(
      403,
    );
  });
});
