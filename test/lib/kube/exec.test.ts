import { expect } from 'chai';
import type { KubeClient } from '../../../lib/kube/client.ts';
import { connect } from '../../../lib/kube/connect.ts';
import { createExec } from '../../../lib/kube/exec.ts';
import type { ExecAnswer, ExecRequest } from '../../../lib/kube/exec-contract.ts';
import { codeSaid } from '../runtimes/said.ts';
import { type ExecServer, exitStatus, playExecServer, success, type Talk } from './support/exec-server.ts';
import { writeKubeconfig } from './support/server.ts';

const token = 'a-token-nobody-may-see';
const asking: ExecRequest = {
  namespace: 'team-a',
  pod: 'spark-worker-0',
  container: 'juicefs-worker',
  command: ['cat', '/runtime-mnt/a b/.stats'],
  timeoutMs: 60_000,
  maxBytes: 10_000,
};

function status(code: number, reason: string, message: string): string {
  return JSON.stringify({ kind: 'Status', apiVersion: 'v1', status: 'Failure', code, reason, message });
}

/** What the error channel says when the node could not do it. */
function nodeSays(message: string): string {
  return JSON.stringify({ metadata: {}, status: 'Failure', reason: 'InternalError', message, code: 500 });
}

describe('a command in a pod', () => {
  let server: ExecServer;
  let client: KubeClient;
  let expiry: AbortController;

  beforeEach(async () => {
    server = await playExecServer();
    expiry = new AbortController();
    const kubeconfig = writeKubeconfig({ server: server.url, user: { token } });
    client = connect({ kubeconfig });
  });
  afterEach(async () => {
    await client.close();
    await server.close();
  });

  function exec(script: (talk: Talk) => void, request: Partial<ExecRequest> = {}): Promise<ExecAnswer> {
    server.play(script);
    return createExec(client, () => expiry.signal)({ ...asking, ...request });
  }
  /** The code, once it is sure that its sentence can be said and holds no secret. */
  async function codeOf(answer: Promise<ExecAnswer>): Promise<string> {
    const got = await answer;
    if (!('failure' in got)) throw new Error(`it succeeded: ${got.stdout}`);
    expect(JSON.stringify(got)).not.to.include(token);
    return codeSaid(got.failure);
  }

  it('is asked for with the credentials of every other call, word by word, without input and without a terminal', async () => {
    await exec((talk) => {
      talk.agree();
      talk.message(3, success);
    });
    const [asked] = server.asked;
    const url = new URL(asked?.url ?? '', server.url);
    expect(url.pathname).to.equal('/api/v1/namespaces/team-a/pods/spark-worker-0/exec');
    expect([...url.searchParams]).to.deep.equal([
      ['container', 'juicefs-worker'],
      ['stdout', 'true'],
      ['stderr', 'true'],
      ['command', 'cat'],
      ['command', '/runtime-mnt/a b/.stats'],
    ]);
    expect(asked?.headers).to.include({
      authorization: `Bearer ${token}`,
      'sec-websocket-protocol': 'v5.channel.k8s.io, v4.channel.k8s.io',
    });
  });

  for (const protocol of ['v5.channel.k8s.io', 'v4.channel.k8s.io']) {
    it(`tells what it printed, in whatever pieces it came, over ${protocol}`, async () => {
      const answer = await exec((talk) => {
        talk.agree({ protocol });
        for (const channel of [0, 1, 2, 3]) if (channel > 0 && channel < 3) talk.message(channel, '');
        talk.message(1, 'blockcache.by');
        talk.message(2, 'a warning');
        talk.message(1, 'tes: 40757435762\n');
        talk.message(3, success);
      });
      expect(answer).to.deep.equal({ stdout: 'blockcache.bytes: 40757435762\n' });
    });
  }

  it('reads what came in one packet with the agreement', async () => {
    const answer = await exec((talk) => {
      talk.agree();
      talk.message(1, 'at once');
      talk.message(3, success);
      talk.end();
    });
    expect(answer).to.deep.equal({ stdout: 'at once' });
  });

  it('says goodbye, and leaves no connection behind', async () => {
    let heard: Buffer = Buffer.alloc(0);
    let gone: Promise<void> = Promise.resolve();
    await exec((talk) => {
      talk.agree();
      talk.message(3, success);
      gone = talk.gone.then(() => {
        heard = talk.heard();
      });
    });
    await gone;
    expect(heard[0]).to.equal(0x88);
  });

  it('answers a ping', async () => {
    let heard: Buffer = Buffer.alloc(0);
    await exec((talk) => {
      talk.agree();
      talk.frame(9, Buffer.from('are you there'));
      void talk.hears().then(() => {
        heard = talk.heard();
        talk.message(3, success);
      });
    });
    expect(heard[0]).to.equal(0x8a);
  });

  it('takes no more than is allowed of both streams together, to the byte', async () => {
    const fill = (bytes: number) => (talk: Talk) => {
      talk.agree();
      talk.message(1, Buffer.alloc(6_000, 'x'));
      talk.message(2, Buffer.alloc(bytes - 6_000, 'y'));
      talk.message(3, success);
    };
    expect(await exec(fill(10_000))).to.deep.equal({ stdout: 'x'.repeat(6_000) });
    expect(await codeOf(exec(fill(10_001)))).to.equal('ExecTooLarge');
  });

  const failures: readonly [string, string, (talk: Talk) => void][] = [
    [
      'the right is missing',
      'ExecForbidden',
      (t) => t.refuse(403, status(403, 'Forbidden', 'pods "x" is forbidden')),
    ],
    [
      'there is no such pod',
      'ExecPodGone',
      (t) => t.refuse(404, status(404, 'NotFound', 'pods "x" not found')),
    ],
    [
      'the pod has no such container',
      'ExecContainerMissing',
      (t) => t.refuse(400, status(400, 'BadRequest', 'container nope is not valid for pod x')),
    ],
    [
      'the pod has no node yet',
      'ExecPodNotRunning',
      (t) => t.refuse(400, status(400, 'BadRequest', 'pod x does not have a host assigned')),
    ],
    [
      'the server is not well',
      'ExecFailed',
      (t) => t.refuse(500, status(500, 'InternalError', 'etcd is down')),
    ],
    ['a proxy answers', 'ExecUpgradeRefused', (t) => t.refuse(502, '<html>', 'text/html')],
    ['a success without a websocket', 'ExecUpgradeRefused', (t) => t.refuse(200, '{}')],
    ['a redirect', 'ExecUpgradeRefused', (t) => t.refuse(302, '')],
    ['the wrong answer to the key', 'ExecUpgradeRefused', (t) => t.agree({ accept: 'guessed' })],
    ['no protocol taken', 'ExecUpgradeRefused', (t) => t.agree({ protocol: '' })],
    ['another protocol taken', 'ExecUpgradeRefused', (t) => t.agree({ protocol: 'v1.channel.k8s.io' })],
    ['the connection is refused half-way', 'ExecNoConnection', (t) => t.reset()],
  ];
  const running: readonly [string, string, (talk: Talk) => void][] = [
    ['a nonzero exit', 'ExecExited', (t) => t.message(3, exitStatus(1))],
    [
      'a nonzero exit in the node’s own words',
      'ExecExited',
      (t) => t.message(3, nodeSays('cmd wait: exit status 3')),
    ],
    ['the shell finds no such command', 'ExecCommandMissing', (t) => t.message(3, exitStatus(127))],
    ['the shell may not run it', 'ExecCommandMissing', (t) => t.message(3, exitStatus(126))],
    [
      'containerd finds no such command',
      'ExecCommandMissing',
      (t) =>
        t.message(
          3,
          nodeSays(
            'Internal error occurred: error executing command in container: failed to exec in container: failed to start exec "ab": OCI runtime exec failed: exec failed: unable to start container process: exec: "jindocache": executable file not found in $PATH: unknown',
          ),
        ),
    ],
    [
      'the container is not there any more',
      'ExecContainerMissing',
      (t) => t.message(3, nodeSays('unable to upgrade connection: container not found ("juicefs-worker")')),
    ],
    [
      'the container is not running',
      'ExecContainerMissing',
      (t) => t.message(3, nodeSays('container is not running')),
    ],
    [
      'the node cannot be reached',
      'ExecFailed',
      (t) =>
        t.message(3, nodeSays('error sending request: dial tcp 127.0.0.1:1: connect: connection refused')),
    ],
    ['a failure without a word', 'ExecFailed', (t) => t.message(3, '{"status":"Failure"}')],
    ['a status that is no JSON', 'ExecGarbled', (t) => t.message(3, 'Success')],
    ['a status that is no Status', 'ExecGarbled', (t) => t.message(3, '"Success"')],
    ['an unknown channel', 'ExecGarbled', (t) => t.message(7, 'x')],
    ['text instead of bytes', 'ExecGarbled', (t) => t.frame(1, Buffer.from('hello'))],
    ['garbage instead of frames', 'ExecGarbled', (t) => t.raw(Buffer.alloc(300, 0xff))],
    ['a masked frame', 'ExecGarbled', (t) => t.raw(Buffer.from([0x82, 0x81, 1, 2, 3, 4, 5]))],
    [
      'a frame said to be of 2^40 bytes',
      'ExecTooLarge',
      (t) => t.raw(Buffer.from([0x82, 127, 0, 0, 1, 0, 0, 0, 0, 0])),
    ],
    ['one message that is too long', 'ExecTooLarge', (t) => t.message(1, Buffer.alloc(100_000))],
    ['the connection ends', 'ExecCut', (t) => t.end()],
    ['the connection breaks', 'ExecCut', (t) => t.reset()],
    [
      'the connection ends in the middle of a frame',
      'ExecCut',
      (t) => {
        t.raw(Buffer.from([0x82, 0x05, 1, 65]));
        t.end();
      },
    ],
    ['it is closed without a status', 'ExecCut', (t) => t.frame(8, Buffer.from([3, 232]))],
  ];
  for (const [what, code, script] of failures) {
    it(`${what}: ${code}`, async () => {
      expect(await codeOf(exec(script))).to.equal(code);
    });
  }
  for (const [what, code, script] of running) {
    it(`${what}: ${code}, and nothing of what it printed before`, async () => {
      const answer = exec((talk) => {
        talk.agree();
        talk.message(1, 'blockcache.bytes: 1\n');
        script(talk);
      });
      expect(await codeOf(answer)).to.equal(code);
    });
  }

  it('nobody listens: ExecNoConnection', async () => {
    await server.close();
    expect(await codeOf(exec(() => undefined))).to.equal('ExecNoConnection');
  });

  it('says with a nonzero exit what the command said, short and printable', async () => {
    const answer = await exec((talk) => {
      talk.agree();
      talk.message(2, `cat: no\u0007such file\n${'x'.repeat(9_000)}`);
      talk.message(3, exitStatus(1));
    });
    const { exit, text } = ('failure' in answer && answer.failure.numbers) || {};
    expect(exit).to.equal('1');
    expect(text)
      .to.match(/^cat: no such file x+…$/)
      .and.to.have.lengthOf(160);
  });

  it('never repeats its token, whoever says it', async () => {
    const answer = await exec((talk) => talk.refuse(403, status(403, 'Forbidden', `not with ${token}`)));
    expect(JSON.stringify(answer)).to.include('(hidden)').and.not.to.include(token);
  });

  for (const [when, script] of [
    ['before the server has agreed', () => undefined],
    ['while the command runs', (talk: Talk) => talk.agree()],
    [
      'in the middle of its output',
      (talk: Talk) => {
        talk.agree();
        talk.message(1, 'half');
      },
    ],
  ] as const) {
    it(`is given up when its time is up ${when}, and its connection with it`, async () => {
      let gone: Promise<void> = Promise.resolve();
      const answer = exec((talk) => {
        script(talk);
        gone = talk.gone;
        setImmediate(() => expiry.abort());
      });
      expect(await codeOf(answer)).to.equal('ExecTimeout');
      await gone;
    });
  }

  it('is given up when the daemon stops', async () => {
    const stop = new AbortController();
    const answer = exec(
      (talk) => {
        talk.agree();
        setImmediate(() => stop.abort());
      },
      { signal: stop.signal },
    );
    expect(await codeOf(answer)).to.equal('ReadCancelled');
  });

  it('is not even begun when there is no time left', async () => {
    expiry.abort();
    expect(await codeOf(exec((talk) => talk.agree()))).to.equal('ExecTimeout');
    expect(server.asked).to.deep.equal([]);
  });

  it('ends with the client', async () => {
    const answer = exec((talk) => {
      talk.agree();
      talk.frame(9, Buffer.from('are you reading'));
      void talk.hears().then(() => client.close());
    });
    expect(await codeOf(answer)).to.equal('ExecCut');
  });
});
