import { expect } from 'chai';
import { granted, used } from './rights.ts';

const roles = [
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'Role',
    metadata: { name: 'own' },
    rules: [
      { apiGroups: [''], resources: ['pods', 'services'], verbs: ['list'] },
      { apiGroups: ['coordination.k8s.io'], resources: ['leases'], resourceNames: ['mine'], verbs: ['get'] },
    ],
  },
  { apiVersion: 'v1', kind: 'Service', metadata: { name: 'not-a-role' } },
];
const call = (verb: string, resource: string, group = '', name: string | null = null) => ({
  verb,
  group,
  resource,
  name,
  namespace: 'x',
  code: 200,
});

describe('rights granted and used', () => {
  it('names each right, with the object it is limited to', () => {
    expect(granted(roles)).to.deep.equal([
      'get coordination.k8s.io/leases mine',
      'list core/pods',
      'list core/services',
    ]);
  });
  it('does not take a right that is granted twice', () => {
    expect(() => granted([...roles, ...roles])).to.throw('granted twice: list core/pods');
  });
  it('tells a right that nothing used', () => {
    const rights = granted(roles);
    const calls = [call('list', 'pods'), call('get', 'leases', 'coordination.k8s.io', 'mine')];
    expect(rights.filter((right) => !used(calls, rights).includes(right))).to.deep.equal([
      'list core/services',
    ]);
  });
  it('tells a call that no right covers, also where a right is limited to another name', () => {
    const rights = granted(roles);
    const calls = [call('get', 'leases', 'coordination.k8s.io', 'other'), call('patch', 'pods', '', 'spark')];
    expect(used(calls, rights).filter((right) => !rights.includes(right))).to.deep.equal([
      'get coordination.k8s.io/leases',
      'patch core/pods',
    ]);
  });
  it('knows that a websocket to a command takes two rights, of which the log names one', () => {
    const opened = { ...call('get', 'pods/exec', '', 'spark-worker-0'), code: 101 };
    expect(used([opened], [])).to.deep.equal(['create core/pods/exec', 'get core/pods/exec']);
    expect(used([{ ...opened, code: 404 }], [])).to.deep.equal(['get core/pods/exec']);
  });
});
