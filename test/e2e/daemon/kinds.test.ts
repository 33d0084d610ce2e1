import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { stringify } from 'yaml';
import { register } from '../../../cmd/inspect.ts';
import * as scale from '../../../cmd/scale.ts';
import { fastClock, realClock } from '../../../lib/clock/clock.ts';
import type { RunningDaemon } from '../../../lib/daemon/start.ts';
import { verifyLedger } from '../../../lib/ledger/verify.ts';
import type { Allowance } from '../../../lib/model/allowance.ts';
import { describeReason } from '../../../lib/model/reasons/index.ts';
import { kindOf } from '../../../lib/runtimes/kinds.ts';
import { neededToWrite } from '../../../lib/runtimes/needs.ts';
import { run } from '../../cmd/capture.ts';
import { type ControlPlane, startControlPlane } from '../../support/control-plane.ts';
import { describeWithControlPlane } from '../../support/describe-needing.ts';
import { tempFolder } from '../../support/temp.ts';
import { waitFor } from '../../support/wait-for.ts';
import { entriesOf, optionsFor, runDaemon } from './daemon.ts';
import { type KindOnPlane, makeKind } from './kinds.ts';

/** One kind of each way to write a count. */
const WAYS = ['JindoRuntime', 'CacheRuntime', 'ThinRuntime'] as const;
const ALL: ReadonlySet<Allowance> = new Set(['statefulsets', 'cacheruntimes']);
const TWO = { replicas: { min: 2, max: 4 }, adopt: 'move' };

describeWithControlPlane('the daemon and every way a count is written, on a real API server', (plane) => {
  let daemons: RunningDaemon[] = [];
  let policies: string;
  let namespace: string;

  before(() => Promise.all([plane().applyFluidCrds(), plane().applyCacheCrds()]));
  beforeEach(async () => {
    policies = tempFolder('policies');
    namespace = await plane().namespace('ways');
  });
  afterEach(async () => {
    await Promise.all(daemons.map((daemon) => daemon.stop('test over')));
    daemons = [];
  });

  const make = async (kind: string, spec: object = TWO, more: Parameters<typeof makeKind>[3] = {}) => {
    const made = await makeKind(plane(), namespace, kind, more);
    writeFileSync(join(policies, `${made.name}.yaml`), stringify(made.document(spec)));
    return made;
  };
  // What was spent travels beside the Lease; here each daemon is to know only what it sees.
  const start = async (more: Parameters<typeof optionsFor>[2] = {}) => {
    const options = optionsFor(plane(), { policies, namespace }, { allowed: ALL, memory: false, ...more });
    const daemon = await runDaemon(options);
    daemons.push(daemon);
    return daemon;
  };
  const counts = async (made: KindOnPlane, count: number) =>
    waitFor(async () => (await made.count()) === count, { what: `${count} workers of ${made.kind}` });
  const says = (daemon: RunningDaemon, { name }: KindOnPlane, code: string) =>
    waitFor(
      () => {
        const { reason } = daemon.statuses().find(({ dataset }) => dataset.endsWith(`/${name}`)) ?? {};
        return reason?.code === code ? reason : null;
      },
      { what: `${code} of ${name}` },
    );

  for (const kind of WAYS) {
    describe(kind, () => {
      it('is scaled, and the daemon knows its own write when it sees it', async () => {
        const made = await make(kind);
        const { ledger } = await start();
        await counts(made, 2);
        await made.follow();
        await waitFor(async () => (await entriesOf(ledger, 'served')).length === 1, {
          what: 'both to serve',
        });
        expect(
          (await entriesOf(ledger, 'conclusion')).map(({ from, to, result }) => [from, to, result]),
        ).to.deep.equal([[1, 2, 'applied']]);
        expect(await entriesOf(ledger, 'change')).to.deep.equal([]);
        expect((await verifyLedger(ledger)).whole).to.equal(true);
      });
      it('changed by somebody else is theirs, by name, and is not taken back', async () => {
        const made = await make(kind, { replicas: { min: 2, max: 4 } }, { replicas: 2 });
        const daemon = await start();
        await waitFor(async () => (await entriesOf(daemon.ledger, 'seen')).length === 1, {
          what: 'the first look',
        });
        await made.write(1, 'jane');
        await says(daemon, made, 'Respected');
        const [change] = await entriesOf(daemon.ledger, 'change');
        expect(change).to.include({ from: 2, to: 1, by: 'other', manager: 'jane' });
        expect(await made.count()).to.equal(1);
      });
      it('written under our own name without our intent is another daemon’s, and stops it (law 7)', async () => {
        const made = await make(kind, { replicas: { min: 1, max: 4 } });
        const daemon = await start();
        await waitFor(() => daemon.leads(), { what: 'the Lease' });
        await waitFor(async () => (await entriesOf(daemon.ledger, 'seen')).length === 1, {
          what: 'the first look',
        });
        // Seen at least once while it leads.
        await waitFor(() => daemon.statuses().some(({ decision }) => decision !== null), {
          what: 'a decision',
        });
        await made.write(3, 'fluid-autoscaler');
        await says(daemon, made, 'AnotherDaemon');
      });
      it('is what a person asks for', async () => {
        const made = await make(kind, { replicas: { min: 1, max: 4 } });
        const daemon = await start();
        await waitFor(() => daemon.leads(), { what: 'the Lease' });
        const asked = ['scale', made.name, '3', '--for', '1h', '--why', 'a load test'];
        const access = ['-n', namespace, '--kubeconfig', plane().kubeconfig];
        const { exitCode } = await run((program) => scale.register(program), ...asked, ...access);
        expect(exitCode).to.be.oneOf([0, undefined]);
        await counts(made, 3);
      });
      it('is known for our own last write by a daemon whose ledger is gone', async () => {
        const made = await make(kind);
        const first = await start();
        await counts(made, 2);
        await first.stop('its disk is lost');
        daemons = [];
        const second = await start();
        await waitFor(async () => (await entriesOf(second.ledger, 'seen')).length === 1, {
          what: 'the first look',
        });
        const [seen] = await entriesOf(second.ledger, 'seen');
        expect(seen?.history.noShrinkBefore).to.be.a('number');
        expect(seen?.history.changes.map(({ by }) => by)).to.include('peer');
      });
      it('is lost to whoever was faster, and decided on anew (law 6)', async () => {
        const made = await make(kind);
        const daemon = await start({
          throughCluster: (port) => ({
            ...port,
            patch: async (request) => {
              if (request.from === 1) await made.write(3, 'jane');
              return port.patch(request);
            },
          }),
        });
        await waitFor(async () => (await entriesOf(daemon.ledger, 'change')).length === 1, {
          what: 'the change',
        });
        const [conclusion] = await entriesOf(daemon.ledger, 'conclusion');
        expect(conclusion).to.include({ from: 1, to: 2, result: 'lost' });
        expect(await made.count()).to.equal(3);
      });
      it('is refused where the right is missing, which the reason names', async () => {
        const made = await make(kind);
        const { plural, writes } = kindOf(kind);
        const watching = `rules:
  - { apiGroups: ['*'], resources: ['*'], verbs: [get, list, watch] }
  - { apiGroups: [coordination.k8s.io], resources: [leases], verbs: [create, update] }
  - { apiGroups: [''], resources: [configmaps], verbs: [create, update] }
  - { apiGroups: [events.k8s.io], resources: [events], verbs: [create, patch] }`;
        const kubeconfig = await plane().serviceAccountKubeconfig(namespace, 'watcher', watching);
        const daemon = await start({ kubeconfig });
        const reason = describeReason(await says(daemon, made, 'PatchFailed'));
        const place = {
          scale: `${plural}.data.fluid.io/scale`,
          worker: `${plural}.data.fluid.io`,
          set: 'statefulsets.apps/scale',
        };
        expect(reason).to.contain('403');
        expect(reason).to.contain(
          `it takes the right to patch ${place[writes ?? 'scale']} in namespace ${namespace}`,
        );
        expect(await made.count()).to.equal(1);
      });
      const need = neededToWrite(kindOf(kind));
      if (need !== null)
        it('is held, never patched and never asked for, without the allowance', async () => {
          const made = await make(kind);
          const patches: unknown[] = [];
          const daemon = await start({
            allowed: new Set(),
            throughCluster: (port) => ({
              ...port,
              patch: async (request) => {
                patches.push(request);
                return port.patch(request);
              },
            }),
          });
          const reason = describeReason(await says(daemon, made, 'WriteNotAllowed'));
          expect(reason).to.contain(`--allow ${need}`);
          expect(patches).to.deep.equal([]);
          expect(await made.count()).to.equal(1);
        });
    });
  }

  it('a ThinRuntime whose set was made again goes on with the new one', async () => {
    const made = await make('ThinRuntime', { ...TWO, respect: '0' });
    const daemon = await start();
    await counts(made, 2);
    await plane().request('DELETE', made.paths.set);
    await says(daemon, made, 'NoWorkerSet');
    await makeKind(plane(), namespace, 'ThinRuntime');
    await counts(made, 2);
  });

  for (const kind of ['JindoRuntime', 'CacheRuntime'])
    it(`a ${kind} whose controller is absent is told of: the count stands, and nobody acts on it`, async () => {
      const made = await make(kind);
      // A minute passes in a second.
      const daemon = await start({ clock: fastClock(realClock.now(), 60) });
      await counts(made, 2);
      const reason = describeReason(await says(daemon, made, 'SetDoesNotFollow'));
      expect(reason).to.contain(`asks for 1 while ${kind} says 2`);
      await made.follow();
      await waitFor(async () => (await entriesOf(daemon.ledger, 'served')).length === 1, {
        what: 'both to serve',
      });
      expect(await made.count()).to.equal(2);
    });

  it('workers that are disabled are not scaled, and said to be so', async () => {
    const daemons = [
      await make('JindoRuntime', TWO, {
        changes: { worker: { disabled: true }, master: { disabled: true } },
      }),
      await make('EFCRuntime', TWO, { changes: { worker: { disabled: true } } }),
      await make('CacheRuntime', TWO, { changes: { worker: { disabled: true, replicas: 1 } } }),
    ];
    const daemon = await start();
    for (const made of daemons) {
      await says(daemon, made, 'WorkersDisabled');
      expect(await made.count(), made.kind).to.equal(1);
    }
  });
});

describeWithControlPlane('kinds that come and go while the daemon runs', () => {
  let own: ControlPlane;
  let daemon: RunningDaemon | undefined;
  before(async () => {
    own = await startControlPlane();
    await own.applyFluidCrds();
  });
  after(async () => {
    await daemon?.stop('test over');
    await own?.stop();
  });

  it('are found, let go of and found again, and one without /scale is held with the reason', async () => {
    const policies = tempFolder('policies');
    const namespace = 'default';
    // Discovery and the watches of a kind that is gone are tried again after minutes: here those are seconds.
    const wallClock = fastClock(realClock.now(), 60);
    daemon = await runDaemon(
      optionsFor(
        own,
        { policies, namespace },
        { allowed: ALL, wallClock, intervalMs: 200, listen: '127.0.0.1:0' },
      ),
    );
    const codeOf = (name: string) =>
      daemon?.statuses().find(({ dataset }) => dataset === `${namespace}/${name}`)?.reason.code;
    const until = (name: string, code: string) =>
      waitFor(() => codeOf(name) === code, { what: `${code} of ${name}` });
    const write = (made: KindOnPlane, spec: object = TWO) =>
      writeFileSync(join(policies, `${made.name}.yaml`), stringify(made.document(spec)));

    const made = await makeKind(own, namespace, 'EFCRuntime');
    write(made);
    await waitFor(async () => (await made.count()) === 2, { what: 'the first growth' });

    const crd = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions/efcruntimes.data.fluid.io';
    const definition = (await own.request('GET', crd)).body as {
      metadata: Record<string, unknown>;
      spec: { versions: { subresources: Record<string, unknown> }[] };
    };
    const serve = async (subresources: (all: Record<string, unknown>) => Record<string, unknown>) => {
      const { resourceVersion: _, uid: __, creationTimestamp: ___, ...metadata } = definition.metadata;
      const versions = definition.spec.versions.map((version) => ({
        ...version,
        subresources: subresources(version.subresources),
      }));
      const body = { ...definition, metadata, status: undefined, spec: { ...definition.spec, versions } };
      await waitFor(
        async () =>
          (await own.request('POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', body))
            .status === 201,
        { what: 'the definition to be taken' },
      );
      await waitFor(
        async () => (await own.request('GET', '/apis/data.fluid.io/v1alpha1/efcruntimes')).status === 200,
        { what: 'the kind to be served' },
      );
    };
    await own.request('DELETE', crd);
    await until(made.name, 'NoRuntime');

    await own.request('DELETE', made.paths.set);
    await serve(({ scale: _, ...others }) => others);
    const again = await makeKind(own, namespace, 'EFCRuntime');
    await until(made.name, 'KindLacksScale');
    expect(await again.count()).to.equal(1);

    await own.request('DELETE', crd);
    await until(made.name, 'NoRuntime');
    await own.request('DELETE', made.paths.set);
    await serve((all) => all);
    const third = await makeKind(own, namespace, 'EFCRuntime');
    await waitFor(async () => (await third.count()) === 2, { what: 'the growth of the third' });

    // A kind that nobody has told us about, of a dataset of its own.
    const odd = { kind: 'OddRuntime', plural: 'oddruntimes' };
    const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } };
    await own.apply({
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: `${odd.plural}.data.fluid.io` },
      spec: {
        group: 'data.fluid.io',
        scope: 'Namespaced',
        names: { ...odd, singular: 'oddruntime' },
        versions: [{ name: 'v1alpha1', served: true, storage: true, schema }],
      },
    });
    await waitFor(
      async () => (await own.request('GET', `/apis/data.fluid.io/v1alpha1/${odd.plural}`)).status === 200,
      { what: 'the odd kind to be served' },
    );
    const strange = await makeKind(own, namespace, 'OddRuntime');
    write(strange);
    await until(strange.name, 'KindUnknown');
    const answer = await fetch(`http://127.0.0.1:${daemon.port}/readyz`);
    expect(answer.status).to.equal(200);
    expect(await answer.text()).to.equal(
      'ok\nnote: OddRuntime is a kind of runtime this version does not know; its datasets are shown and held\n',
    );
    const inspected = await run(
      (program) => register(program),
      ...['inspect', '-n', namespace, '--kubeconfig', own.kubeconfig],
    );
    expect(inspected.out).to.match(/odd .*OddRuntime is a kind of runtime this version does not know/);
  });
});
