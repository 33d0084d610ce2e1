import { expect } from 'chai';
import { realClock } from '../../../lib/clock/clock.ts';
import type { KubeClient } from '../../../lib/kube/client.ts';
import { connect } from '../../../lib/kube/connect.ts';
import { createElection, type Election } from '../../../lib/kube/lease.ts';
import type { Lease } from '../../../lib/kube/lease-record.ts';
import { describeWithControlPlane } from '../../support/describe-needing.ts';
import { waitFor } from '../../support/wait-for.ts';

describeWithControlPlane('the real API server, choosing a leader', (plane) => {
  let namespace: string;
  let client: KubeClient;
  const stops: { readonly stop: AbortController; readonly done: Promise<void> }[] = [];
  before(async () => {
    namespace = await plane().namespace('lease');
    const rules =
      'rules: [{apiGroups: [coordination.k8s.io], resources: [leases], verbs: [get, create, update]}]';
    client = connect({ kubeconfig: await plane().serviceAccountKubeconfig(namespace, 'leader', rules) });
  });
  after(async () => {
    for (const { stop } of stops) stop.abort();
    await Promise.all(stops.map(({ done }) => done));
    await client?.close();
  });

  // Renewed often, so that nobody waits long for one; valid for long, so that a slow machine changes nothing.
  const times = { leaseDurationMs: 60_000, renewMs: 300 };
  function join(identity: string, annotations = {}) {
    const settings = { client, namespace, name: 'leader', identity, clock: realClock, ...times };
    const election = createElection({ ...settings, annotations: () => annotations });
    const stop = new AbortController();
    const entry = { election, stop, done: election.run(stop.signal) };
    stops.push(entry);
    return entry;
  }
  async function lease(): Promise<Lease> {
    const path = `/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases/leader`;
    return client.request<Lease>({ method: 'GET', path });
  }
  const leads = (election: Election) => waitFor(() => election.holds(), { what: 'the lease' });

  it('makes, renews, keeps and hands over one lease, with get, create and update alone', async () => {
    const a = join('a', { 'fluid-autoscaler.dev/ledger-head': 'sha256-x' });
    await leads(a.election);
    const first = await lease();
    expect(first.spec).to.include({ holderIdentity: 'a', leaseDurationSeconds: 60, leaseTransitions: 0 });
    expect(first.metadata.annotations).to.deep.equal({ 'fluid-autoscaler.dev/ledger-head': 'sha256-x' });

    const b = join('b');
    await waitFor(async () => (await lease()).spec.renewTime !== first.spec.renewTime, { what: 'a renewal' });
    await waitFor(() => b.election.state().holder === 'a', { what: 'the candidate to see the holder' });
    expect([a.election.holds(), b.election.holds()]).to.deep.equal([true, false]);

    a.stop.abort();
    await a.done;
    expect(a.election.holds()).to.equal(false);
    await leads(b.election);
    const last = await lease();
    expect(last.spec).to.include({ holderIdentity: 'b', leaseTransitions: 1 });
    expect(last.metadata.annotations).to.deep.equal({ 'fluid-autoscaler.dev/ledger-head': 'sha256-x' });
    expect(b.election.state().lastError).to.equal(null);
  });
});
