import { expect } from 'chai';
import { coreEventPath, fromCoreEvent, toCoreEvent } from '../../../../lib/sandbox/api/event-forms.ts';

const event = {
  apiVersion: 'events.k8s.io/v1',
  kind: 'Event',
  metadata: { name: 'spark.1', namespace: 'default' },
  eventTime: '2026-11-26T08:00:00.000000Z',
  reportingController: 'fluid-autoscaler.dev/fluid-autoscaler',
  reportingInstance: 'one',
  regarding: { kind: 'Dataset', name: 'spark' },
  note: '1 -> 3',
  reason: 'Scaled',
  action: 'Scale',
  type: 'Normal',
};

describe('an Event of events.k8s.io/v1', () => {
  it('is one of the core group under other names, and comes back as it was sent', () => {
    const core = toCoreEvent(event) as typeof event;
    expect(core).to.include({ apiVersion: 'v1', message: '1 -> 3', reason: 'Scaled' });
    expect(core).to.have.deep.property('involvedObject', event.regarding);
    expect(fromCoreEvent(core)).to.deep.equal(event);
  });

  it('lies where the core group has it', () => {
    const path = '/apis/events.k8s.io/v1/namespaces/default/events/spark.1';
    expect(coreEventPath(path)).to.equal('/api/v1/namespaces/default/events/spark.1');
    expect(coreEventPath('/api/v1/namespaces/default/events')).to.equal(null);
  });

  it('is patched without an apiVersion, and a refusal stays one', () => {
    const series = { series: { count: 2, lastObservedTime: event.eventTime } };
    expect(toCoreEvent(series)).to.deep.equal(series);
    const status = { kind: 'Status', apiVersion: 'v1', code: 404, message: 'no' };
    expect(fromCoreEvent(status)).to.deep.equal(status);
  });
});
