import { expect } from 'chai';
import type { Known } from '../../../../lib/daemon/objects/status.ts';
import { createStatusWriter, type StatusWriter } from '../../../../lib/daemon/objects/status-writer.ts';
import type { KubeClient, KubeRequest } from '../../../../lib/kube/client.ts';
import { ApiError, ConnectionError } from '../../../../lib/kube/errors.ts';
import type { KubeObject } from '../../../../lib/kube/objects.ts';
import { steppedClock } from '../../../support/stepped-clock.ts';
import { known, shown } from './make.ts';

const MINUTE = 60_000;
const objectOf = (name: string, version: string, status?: unknown): KubeObject => ({
  apiVersion: 'fluid-autoscaler.dev/v1alpha1',
  kind: 'DatasetAutoscaler',
  metadata: { name, namespace: 'default', uid: `uid-${name}`, resourceVersion: version, generation: 1 },
  spec: { replicas: { max: 4 } },
  ...(status === undefined ? {} : { status }),
});

/** A writer on a server that stores what it is sent, or answers with what `fail` gives. */
function scene(names: readonly string[] = ['spark']) {
  const { clock, advance } = steppedClock();
  const over = new AbortController();
  const sent: KubeRequest[] = [];
  const objects = new Map(names.map((name) => [name, objectOf(name, '1')]));
  let looks = 0;
  const world = {
    leads: true,
    seen: {} as Partial<Known>,
    fail: (_: KubeRequest): Error | null => null,
    /** Whether the watch shows what was stored. */
    watching: true,
  };
  const request = async <T>(asked: KubeRequest): Promise<T> => {
    sent.push(asked);
    const failure = world.fail(asked);
    if (failure !== null) throw failure;
    const name = asked.path.split('/').at(-2) ?? '';
    const { metadata, status } = asked.body as { metadata: { resourceVersion: string }; status: unknown };
    const stored = objectOf(name, String(Number(metadata.resourceVersion) + 1), status);
    if (world.watching) objects.set(name, stored);
    return stored as T;
  };
  const warned: string[] = [];
  const log = {
    info() {},
    debug() {},
    error() {},
    warn: (_: object, message: string) => void warned.push(message),
  };
  const writer: StatusWriter = createStatusWriter({
    client: { request } as unknown as KubeClient,
    clock,
    random: () => 1,
    log,
    objects: () => {
      looks++;
      return objects.values();
    },
    known: ({ metadata }) => ({ ...known(world.seen), dataset: metadata.name }),
    leads: () => world.leads,
  });
  const running = writer.run(over.signal);
  const stop = async () => {
    over.abort();
    await advance(0);
    await running;
  };
  return { world, objects, sent, warned, advance, writer, stop, looks: () => looks };
}

describe('the writer of statuses', () => {
  it('writes the first status, on the version it was made from', async () => {
    const { sent, advance, stop } = scene();
    await advance(1000);
    expect(sent).to.have.lengthOf(1);
    expect(sent[0]).to.deep.include({ method: 'PATCH', contentType: 'application/merge-patch+json' });
    expect(sent[0]?.path).to.match(/\/namespaces\/default\/datasetautoscalers\/spark\/status$/);
    expect(sent[0]?.body).to.have.nested.property('metadata.resourceVersion', '1');
    await stop();
  });

  it('writes nothing while nothing changes, however long', async () => {
    const { sent, advance, writer, stop } = scene(['a', 'b', 'c']);
    await advance(1000);
    for (let i = 0; i < 60; i++) {
      writer.poke('default/a');
      await advance(MINUTE);
    }
    expect(sent).to.have.lengthOf(3);
    await stop();
  });

  it('writes once for what changes together', async () => {
    const { world, sent, advance, writer, stop } = scene();
    await advance(1000);
    world.seen = { shown: shown({ replicas: 3 }), scaledAt: 0 };
    for (let i = 0; i < 5; i++) writer.poke('default/spark');
    await advance(1000);
    expect(sent).to.have.lengthOf(2);
    await stop();
  });

  it('looks only at the dataset that changed', async () => {
    const { world, sent, advance, writer, stop } = scene(['a', 'b']);
    await advance(1000);
    world.seen = { shown: shown({ replicas: 3 }) };
    writer.poke('default/a');
    await advance(1000);
    expect(sent.slice(2).map(({ path }) => path.split('/').at(-2))).to.deep.equal(['a']);
    await advance(2 * MINUTE);
    expect(sent).to.have.lengthOf(4);
    await stop();
  });

  it('finds a change of the utilization that nobody told of, within two minutes', async () => {
    const { world, sent, advance, stop } = scene();
    await advance(1000);
    world.seen = { shown: shown({ reading: { used: 0.7 } }) };
    await advance(2 * MINUTE);
    expect(sent).to.have.lengthOf(2);
    await stop();
  });

  it('writes nothing while another daemon leads, and everything once this one does', async () => {
    const { world, sent, advance, writer, stop } = scene(['a', 'b']);
    world.leads = false;
    writer.poke(null);
    await advance(10 * MINUTE);
    expect(sent).to.have.lengthOf(0);
    world.leads = true;
    await advance(5000);
    expect(sent).to.have.lengthOf(2);
    await stop();
  });

  it('goes on from its own write while the watch lags', async () => {
    const { world, sent, advance, writer, stop } = scene();
    world.watching = false;
    await advance(1000);
    writer.poke('default/spark');
    await advance(1000);
    expect(sent, 'the same is not written again').to.have.lengthOf(1);
    world.seen = { shown: shown({ replicas: 3 }) };
    writer.poke('default/spark');
    await advance(1000);
    expect(sent[1]?.body).to.have.nested.property('metadata.resourceVersion', '2');
    await stop();
  });

  it('writes again over what somebody else wrote', async () => {
    const { objects, sent, advance, writer, stop } = scene();
    await advance(1000);
    objects.set('spark', objectOf('spark', '9', { dataset: 'somebody' }));
    writer.poke('default/spark');
    await advance(1000);
    expect(sent[1]?.body).to.have.nested.property('metadata.resourceVersion', '9');
    await stop();
  });

  it('takes the newer object after a conflict, without a word in the log', async () => {
    const { world, objects, sent, warned, advance, stop } = scene();
    world.fail = () => new ApiError({ status: 409, reason: 'Conflict', message: 'modified' });
    await advance(600);
    world.fail = () => null;
    objects.set('spark', objectOf('spark', '7'));
    await advance(5000);
    expect(
      sent.map(({ body }) => (body as { metadata: { resourceVersion: string } }).metadata.resourceVersion),
    ).to.deep.equal(['1', '7']);
    expect(warned).to.deep.equal([]);
    await stop();
  });

  it('tries what fails less and less often, says so once, and delays no other object', async () => {
    const { world, sent, warned, advance, stop } = scene(['a', 'b']);
    world.fail = ({ path }) =>
      path.includes('/a/') ? new ApiError({ status: 403, reason: 'Forbidden', message: 'no' }) : null;
    await advance(10 * MINUTE);
    const tries = sent.filter(({ path }) => path.includes('/a/')).length;
    expect(tries).to.be.within(6, 10);
    expect(sent.length - tries).to.equal(1);
    expect(warned).to.have.lengthOf(1);
    world.fail = () => null;
    await advance(10 * MINUTE);
    expect(sent.length - tries).to.equal(2);
    await stop();
  });

  it('rests again when a write that seemed to fail has arrived after all', async () => {
    const { world, objects, sent, advance, stop, looks } = scene();
    world.fail = ({ body }) => {
      objects.set('spark', objectOf('spark', '2', (body as { status: unknown }).status));
      return new ConnectionError('ECONNRESET', 'reset', true);
    };
    await advance(MINUTE);
    const before = looks();
    await advance(10 * MINUTE);
    expect(sent).to.have.lengthOf(1);
    expect(looks() - before, 'looks at the objects in ten minutes').to.be.at.most(30);
    await stop();
  });
});
