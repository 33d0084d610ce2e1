import { expect } from 'chai';
import type { Told } from '../../../../lib/daemon/events/tell.ts';
import { createEventWriter } from '../../../../lib/daemon/events/writer.ts';
import type { KubeClient, KubeRequest } from '../../../../lib/kube/client.ts';
import { ApiError, ConnectionError } from '../../../../lib/kube/errors.ts';
import type { KubeObject } from '../../../../lib/kube/objects.ts';
import { steppedClock } from '../../../support/stepped-clock.ts';

const HOUR = 3_600_000;
const told = (more: Partial<Told> = {}): Told => ({
  dataset: 'default/spark',
  type: 'Warning',
  reason: 'EngineRefused',
  action: 'Hold',
  note: 'it refuses',
  gist: '',
  ...more,
});
const datasetOf = (key: string): KubeObject | null => {
  const [namespace = '', name = ''] = key.split('/');
  const metadata = { name, namespace, uid: `uid-${name}`, resourceVersion: '1' };
  return name === 'nobody' ? null : { apiVersion: 'data.fluid.io/v1alpha1', kind: 'Dataset', metadata };
};

/** A writer on a server that answers with what `fail` gives, else takes what it is sent. */
function scene() {
  const { clock, advance } = steppedClock();
  const over = new AbortController();
  const sent: KubeRequest[] = [];
  const warned: string[] = [];
  const world = { leads: true, fail: (_: KubeRequest): Error | null => null };
  const request = async (asked: KubeRequest) => {
    sent.push(asked);
    const failure = world.fail(asked);
    if (failure !== null) throw failure;
    return null;
  };
  let chance = 0;
  const writer = createEventWriter({
    client: { request } as unknown as KubeClient,
    clock,
    random: () => {
      chance += 0.001;
      return chance % 1;
    },
    log: { info() {}, debug() {}, error() {}, warn: (_, message) => void warned.push(message) },
    identity: 'pod-1_abc',
    datasetOf,
    leads: () => world.leads,
  });
  const running = writer.run(over.signal);
  const stop = async () => {
    over.abort();
    await advance(0);
    await running;
  };
  return { world, sent, warned, advance, writer, stop };
}

const bodyOf = (request: KubeRequest | undefined) => request?.body as Record<string, unknown>;

describe('the writer of Events', () => {
  it('writes one on the Dataset, as the daemon that it is', async () => {
    const { sent, advance, writer, stop } = scene();
    writer.tell(told());
    await advance(0);
    expect(sent.map(({ method, path }) => `${method} ${path}`)).to.deep.equal([
      'POST /apis/events.k8s.io/v1/namespaces/default/events',
    ]);
    expect(bodyOf(sent[0])).to.deep.include({
      ...{ type: 'Warning', reason: 'EngineRefused', action: 'Hold', note: 'it refuses' },
      ...{ reportingController: 'fluid-autoscaler.dev/fluid-autoscaler', reportingInstance: 'pod-1_abc' },
      regarding: {
        ...{ apiVersion: 'data.fluid.io/v1alpha1', kind: 'Dataset' },
        ...{ name: 'spark', namespace: 'default', uid: 'uid-spark' },
      },
    });
    expect(bodyOf(sent[0]).eventTime).to.match(/^\d{4}-.*\.\d{6}Z$/);
    await stop();
  });

  it('counts what is told again instead of writing another, whatever its numbers are by now', async () => {
    const { sent, advance, writer, stop } = scene();
    for (const note of ['1s old', '2s old', '3s old']) {
      writer.tell(told({ note }));
      await advance(0);
    }
    expect(sent.map(({ method }) => method)).to.deep.equal(['POST', 'PATCH', 'PATCH']);
    expect(bodyOf(sent[2])).to.have.nested.property('series.count', 3);
    expect(sent[2]?.path).to.contain((bodyOf(sent[0]).metadata as { name: string }).name);
    await stop();
  });

  it('writes each scaling as one of its own', async () => {
    const { sent, advance, writer, stop } = scene();
    for (const note of ['scaled 1 -> 2', 'scaled 2 -> 3'])
      writer.tell(told({ action: 'Scale', note, gist: note }));
    await advance(0);
    expect(sent.map(({ method }) => method)).to.deep.equal(['POST', 'POST']);
    await stop();
  });

  it('begins a new one when the last was an hour ago, and when the server has forgotten it', async () => {
    const { world, sent, advance, writer, stop } = scene();
    writer.tell(told());
    await advance(HOUR);
    writer.tell(told());
    await advance(0);
    world.fail = ({ method }) =>
      method === 'PATCH' ? new ApiError({ status: 404, reason: 'NotFound', message: 'gone' }) : null;
    writer.tell(told());
    await advance(10_000);
    expect(sent.map(({ method }) => method)).to.deep.equal(['POST', 'POST', 'PATCH', 'POST']);
    await stop();
  });

  it('writes at most 25 at once about one dataset and then one in five minutes, without touching another’s share', async () => {
    const { sent, advance, writer, stop } = scene();
    for (let i = 0; i < 200; i++) writer.tell(told({ action: 'Scale', note: 'scaled', gist: `${i}` }));
    writer.tell(told({ dataset: 'default/other' }));
    await advance(0);
    expect(sent).to.have.lengthOf(26);
    await advance(300_000);
    for (let i = 0; i < 200; i++) writer.tell(told({ action: 'Scale', note: 'scaled', gist: `again ${i}` }));
    await advance(0);
    expect(sent).to.have.lengthOf(27);
    await stop();
  });

  it('writes at most 100 at once about all', async () => {
    const { sent, advance, writer, stop } = scene();
    for (let i = 0; i < 5000; i++) writer.tell(told({ dataset: `default/d${i}` }));
    await advance(0);
    expect(sent).to.have.lengthOf(100);
    await stop();
  });

  it('says nothing while another daemon leads, nor about a Dataset that is not there', async () => {
    const { world, sent, advance, writer, stop } = scene();
    writer.tell(told({ dataset: 'default/nobody' }));
    world.leads = false;
    writer.tell(told());
    await advance(60_000);
    world.leads = true;
    await advance(60_000);
    expect(sent).to.have.lengthOf(0);
    await stop();
  });

  it('keeps what is told at the start until the Lease is ours', async () => {
    const { world, sent, advance, writer, stop } = scene();
    world.leads = false;
    writer.tell(told({ reason: 'PolicyInForce', action: 'Follow' }));
    await advance(3000);
    expect(sent).to.have.lengthOf(0);
    world.leads = true;
    await advance(1000);
    expect(sent).to.have.lengthOf(1);
    await stop();
  });

  it('tries four times and then goes on to the next', async () => {
    const { world, sent, advance, writer, stop } = scene();
    world.fail = ({ body }) =>
      (body as { reason: string }).reason === 'Bad' ? new ConnectionError('ECONNRESET', 'reset', true) : null;
    writer.tell(told({ reason: 'Bad' }));
    writer.tell(told());
    await advance(60_000);
    expect(sent.map(({ body }) => (body as { reason: string }).reason)).to.deep.equal([
      ...['Bad', 'Bad', 'Bad', 'Bad'],
      'EngineRefused',
    ]);
    await stop();
  });

  it('goes on counting an Event that arrived though its answer was lost', async () => {
    const { world, sent, advance, writer, stop } = scene();
    let tries = 0;
    world.fail = ({ method }) => {
      if (method !== 'POST') return null;
      tries++;
      if (tries === 1) return new ConnectionError('ECONNRESET', 'reset', true);
      return new ApiError({ status: 409, reason: 'AlreadyExists', message: 'it exists' });
    };
    writer.tell(told());
    await advance(10_000);
    writer.tell(told());
    await advance(0);
    expect(sent.map(({ method }) => method)).to.deep.equal(['POST', 'POST', 'PATCH']);
    expect(bodyOf(sent[2])).to.have.nested.property('series.count', 2);
    await stop();
  });

  it('is silent for five minutes without the right to write, and says so once', async () => {
    const { world, sent, warned, advance, writer, stop } = scene();
    world.fail = () => new ApiError({ status: 403, reason: 'Forbidden', message: 'no' });
    for (let i = 0; i < 20; i++) writer.tell(told({ dataset: `default/d${i}` }));
    await advance(60_000);
    expect([sent.length, warned.length]).to.deep.equal([1, 1]);
    world.fail = () => null;
    await advance(300_000);
    writer.tell(told());
    await advance(0);
    expect(sent).to.have.lengthOf(2);
    await stop();
  });

  it('cuts a note to what the server takes, in bytes', async () => {
    const { sent, advance, writer, stop } = scene();
    writer.tell(told({ note: '€'.repeat(1000) }));
    await advance(0);
    const note = bodyOf(sent[0]).note as string;
    expect(Buffer.byteLength(note)).to.be.within(1000, 1024);
    expect(note).to.match(/^€+…$/);
    await stop();
  });

  it('ends at once, with what waits unwritten', async () => {
    const { world, sent, advance, writer, stop } = scene();
    world.fail = () => new ConnectionError('ECONNRESET', 'reset', true);
    for (let i = 0; i < 5; i++) writer.tell(told({ dataset: `default/d${i}` }));
    await advance(0);
    await stop();
    expect(sent).to.have.lengthOf(1);
  });
});
