/** `…/pods/NAME/exec`: a command in a container, over a WebSocket in channels (`v5.channel.k8s.io`, `v4.channel.k8s.io`). */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { type ExecAnswer, type ExecFault, noSuchProgram, statusOf } from './exec-answer.ts';
import { ApiFailure, badRequest, notFound } from './failure.ts';
import { arrayAt, at, isObject, type JsonObject, type Stored } from './json.ts';
import { kindNamed } from './kinds.ts';
import type { Store } from './store.ts';

const PATH = /^\/api\/v1\/namespaces\/([^/]+)\/pods\/([^/]+)\/exec$/;
/** The server's own order of preference. */
const PROTOCOLS = ['v5.channel.k8s.io', 'v4.channel.k8s.io', 'channel.k8s.io'];
/** The first byte of every message. */
const STDOUT = 1;
const STDERR = 2;
const STATUS = 3;
const LARGEST_MESSAGE = 32 * 1024;

/** A command that may be run: pod and container are there. */
export interface ExecCall {
  readonly pod: Stored;
  readonly container: string;
  readonly command: readonly string[];
}

/** What comes of it; a `fault` is how it goes wrong. Null: the container has no such program. */
export type RunInPod = (call: ExecCall) => {
  readonly answer: ExecAnswer | null;
  readonly fault: ExecFault | null;
};

export function isExec(path: string): boolean {
  return PATH.test(path);
}

/** @throws ApiFailure when there is no such pod or container, as the real server words it */
export function execCall(store: Store, { pathname, searchParams }: URL): ExecCall {
  const [, namespace = '', name = ''] = PATH.exec(pathname) ?? [];
  const pod = store.get(kindNamed('Pod'), namespace, decodeURIComponent(name));
  if (pod === null) throw notFound(kindNamed('Pod'), name);
  const names = arrayAt(pod, 'spec', 'containers').map((each) => String(at(each, 'name')));
  const [only, ...others] = names;
  const asked = searchParams.get('container');
  if (asked === null && others.length > 0)
    throw badRequest(
      `a container name must be specified for pod ${name}, choose one of: [${names.join(' ')}]`,
    );
  const container = asked ?? only ?? '';
  if (!names.includes(container)) throw badRequest(`container ${container} is not valid for pod ${name}`);
  if (!at(pod, 'spec', 'nodeName')) throw badRequest(`pod ${name} does not have a host assigned`);
  const running = arrayAt(pod, 'status', 'conditions').some(
    (each) => isObject(each) && each.type === 'Ready' && each.status === 'True',
  );
  if (!running)
    throw new ApiFailure(500, 'InternalError', `error dialing backend: container not found ("${container}")`);
  return { pod, container, command: searchParams.getAll('command') };
}

/** Answers those who ask for another protocol. */
export interface ExecServer {
  upgrade(call: ExecCall, request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Cuts every stream. */
  close(): void;
}

export function serveExec(run: RunInPod): ExecServer {
  const sockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    handleProtocols: (offered) => PROTOCOLS.find((each) => offered.has(each)) ?? false,
  });
  return {
    upgrade(call, request, socket, head) {
      const { answer, fault } = run(call);
      if (fault === 'refuse')
        throw new ApiFailure(
          500,
          'InternalError',
          'error dialing backend: dial tcp: connect: connection refused',
        );
      sockets.handleUpgrade(request, socket, head, (stream) => {
        stream.on('error', () => undefined);
        // The first message is an empty one: the connection stands.
        stream.send(message(STDOUT, ''));
        const text = answer?.stdout ?? '';
        const half = text.slice(0, Math.floor(text.length / 2));
        if (fault === null) speak(stream, call, answer);
        else spoiling[fault]({ stream, call, text, half });
      });
    },
    close() {
      for (const client of sockets.clients) client.terminate();
    },
  };
}

function message(channel: number, text: string | Buffer): Buffer {
  return Buffer.concat([Buffer.from([channel]), typeof text === 'string' ? Buffer.from(text) : text]);
}

function send(stream: WebSocket, channel: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let from = 0; from < bytes.length; from += LARGEST_MESSAGE)
    stream.send(message(channel, bytes.subarray(from, from + LARGEST_MESSAGE)));
}

function finish(stream: WebSocket, status: JsonObject): void {
  stream.send(message(STATUS, JSON.stringify(status)));
  stream.close(1000);
}

function speak(stream: WebSocket, { command }: ExecCall, answer: ExecAnswer | null): void {
  if (answer === null) {
    finish(stream, noSuchProgram(command[0] ?? ''));
    return;
  }
  send(stream, STDOUT, answer.stdout);
  send(stream, STDERR, answer.stderr);
  finish(stream, statusOf(answer.exitCode));
}

/** Bytes that are no UTF-8 and no text. */
const GARBAGE = Buffer.from([0xff, 0xfe, 0x00, 0x80, 0xc3, 0x28, 0x0a, 0xff]);

interface Spoken {
  readonly stream: WebSocket;
  readonly call: ExecCall;
  /** What would be said. */
  readonly text: string;
  readonly half: string;
}

/** What comes over a connection that stands; `refuse` is none. */
const spoiling: Readonly<Record<Exclude<ExecFault, 'refuse'>, (spoken: Spoken) => void>> = {
  hang: () => undefined,
  'hang-midway': ({ stream, half }) => send(stream, STDOUT, half),
  cut: ({ stream, half }) => stream.send(message(STDOUT, half), () => stream.terminate()),
  'no-status': ({ stream, text }) => {
    send(stream, STDOUT, text);
    stream.close(1000);
  },
  'no-command': ({ stream, call }) => speak(stream, call, null),
  nonzero: ({ stream, call }) => {
    send(stream, STDERR, `${call.command[0]}: Input/output error\n`);
    finish(stream, statusOf(1));
  },
  empty: ({ stream }) => finish(stream, statusOf(0)),
  garbage: ({ stream }) => {
    stream.send(message(STDOUT, GARBAGE));
    finish(stream, statusOf(0));
  },
  half: ({ stream, half }) => {
    send(stream, STDOUT, half);
    finish(stream, statusOf(0));
  },
  huge: ({ stream }) => sendEndless(stream),
};

/** Text without end, as fast as it is taken. */
function sendEndless(stream: WebSocket): void {
  const line = message(STDOUT, 'an answer that does not end\n'.repeat(1000));
  const more = () => {
    if (stream.readyState === stream.OPEN) stream.send(line, more);
  };
  more();
}
