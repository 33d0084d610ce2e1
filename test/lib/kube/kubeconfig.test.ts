import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { KubeconfigError } from '../../../lib/kube/errors.ts';
import { fingerprint, loadKubeconfig } from '../../../lib/kube/kubeconfig.ts';
import { tempFolder } from '../../support/temp.ts';

const variables = ['KUBECONFIG', 'HOME', 'KUBERNETES_SERVICE_HOST', 'KUBERNETES_SERVICE_PORT'];

function write(name: string, text: string, folder = tempFolder('kube')): string {
  const file = join(folder, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

function config(name: string, extra: Record<string, unknown> = {}): string {
  return JSON.stringify({
    clusters: [
      { name, cluster: { server: `https://${name}.example:6443`, 'certificate-authority': 'ca.crt' } },
    ],
    users: [{ name, user: { token: `token-of-${name}` } }],
    contexts: [{ name, context: { cluster: name, user: name, namespace: `ns-${name}` } }],
    'current-context': name,
    ...extra,
  });
}

function messageOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    expect(error).to.be.instanceOf(KubeconfigError);
    return (error as KubeconfigError).message;
  }
  throw new Error('it did not fail');
}

describe('the kubeconfig', () => {
  const saved = new Map<string, string | undefined>();
  let home: string;
  beforeEach(() => {
    for (const name of variables) {
      saved.set(name, process.env[name]);
      delete process.env[name];
    }
    home = tempFolder('kube');
    process.env.HOME = home;
  });
  afterEach(() => {
    for (const [name, value] of saved) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  });
  const server = (source = {}) => loadKubeconfig(source).getCurrentCluster()?.server;

  it('is the file that is named', () => {
    process.env.KUBECONFIG = write('other', config('other'));
    expect(server({ kubeconfig: write('named', config('named')) })).to.equal('https://named.example:6443');
  });

  it('else the files of KUBECONFIG, of which missing ones are passed over and the first to name a thing counts', () => {
    const a = write('a', config('a'));
    const b = write(
      'b',
      config('b', {
        users: [
          { name: 'a', user: { token: 'wrong' } },
          { name: 'b', user: {} },
        ],
      }),
    );
    process.env.KUBECONFIG = `/does/not/exist:${a}::${b}`;
    expect(server()).to.equal('https://a.example:6443');
    expect(loadKubeconfig({}).getUser('a')?.token).to.equal('token-of-a');
    expect(server({ context: 'b' })).to.equal('https://b.example:6443');
  });

  it('else ~/.kube/config', () => {
    write('.kube/config', config('home'), home);
    expect(server()).to.equal('https://home.example:6443');
  });

  it("else the pod's own account", () => {
    const podRoot = tempFolder('kube');
    write('var/run/secrets/kubernetes.io/serviceaccount/token', 'pod-token', podRoot);
    write('var/run/secrets/kubernetes.io/serviceaccount/namespace', 'pod-ns', podRoot);
    process.env.KUBERNETES_SERVICE_HOST = '10.0.0.1';
    process.env.KUBERNETES_SERVICE_PORT = '443';
    const loaded = loadKubeconfig({ podRoot });
    expect(loaded.getCurrentCluster()?.server).to.equal('https://10.0.0.1:443');
    expect(loaded.getContextObject(loaded.getCurrentContext())?.namespace).to.equal('pod-ns');
  });

  it('is missed in words that say what to do, and never replaced by localhost', () => {
    expect(messageOf(() => loadKubeconfig({}))).to.match(
      /^no cluster to talk to: give --kubeconfig FILE, set KUBECONFIG/,
    );
  });

  it('finds certificate files beside itself', () => {
    const file = write('config', config('a'));
    expect(loadKubeconfig({ kubeconfig: file }).getCurrentCluster()?.caFile).to.equal(
      join(dirname(file), 'ca.crt'),
    );
  });

  it('may name a token file, which counts before a token', () => {
    const users = [{ name: 'a', user: { tokenFile: 'tokens/a', token: 'stale' } }];
    const file = write('config', config('a', { users }));
    const user = loadKubeconfig({ kubeconfig: file }).getCurrentUser();
    expect(user).not.to.have.property('token');
    expect(user?.authProvider).to.deep.equal({
      name: 'tokenFile',
      config: { tokenFile: join(dirname(file), 'tokens/a') },
    });
  });

  for (const [what, text, says] of [
    ['not YAML', 'users:\n  - token: "secret-token\n', /is not valid YAML \(line \d+\)$/],
    ['empty', '', /is not a kubeconfig/],
    ['a list', '- secret-token', /is not a kubeconfig/],
    [
      'a cluster without a server',
      '{"clusters":[{"name":"a","cluster":{}}]}',
      /: clusters\[0\]\.cluster\.server is missing$/,
    ],
    [
      'without a current context',
      config('a', { 'current-context': '' }),
      /names no current context: choose one of: a$/,
    ],
    [
      'with a context that does not exist',
      config('a', { 'current-context': 'b' }),
      /has no context "b": it has: a$/,
    ],
    [
      'with a context without its cluster',
      config('a', { clusters: [] }),
      /names a cluster that the kubeconfig does not have$/,
    ],
    [
      'with an address that is none',
      config('a', { clusters: [{ name: 'a', cluster: { server: 'ftp://u:secret-token@h' } }] }),
      /^the server of the cluster "a" is not an http\(s\) address$/,
    ],
  ] as const) {
    it(`is refused when it is ${what}, without a word out of it`, () => {
      const message = messageOf(() => loadKubeconfig({ kubeconfig: write('config', text) }));
      expect(message).to.match(says);
      expect(message).not.to.include('secret-token');
    });
  }

  it('is refused by name when it cannot be read', () => {
    expect(messageOf(() => loadKubeconfig({ kubeconfig: '/does/not/exist' }))).to.equal(
      'cannot read the kubeconfig /does/not/exist (ENOENT): give one that exists and is readable',
    );
  });
});

describe('the fingerprint of connection settings', () => {
  const agent = (connect: object) => fingerprint({ type: 'agent', connect });
  it('is the same for the same settings and another for any other', () => {
    const ca = () => Buffer.from('ca');
    const all = [
      agent({ ca: ca() }),
      agent({ ca: Buffer.from('cb') }),
      agent({ cert: ca() }),
      agent({ ca: ca(), key: Buffer.from('key') }),
      agent({ ca: ca(), rejectUnauthorized: false }),
      fingerprint({ type: 'none' }),
      fingerprint({ type: 'proxy', uri: 'http://p', requestTls: { ca: ca() }, connect: {} }),
      fingerprint({ type: 'proxy', uri: 'http://q', requestTls: { ca: ca() }, connect: {} }),
    ];
    expect(new Set(all).size).to.equal(all.length);
    expect(agent({ ca: ca() })).to.equal(all[0]);
  });
});
