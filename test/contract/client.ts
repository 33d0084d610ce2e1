/** Raw HTTP to an API server, whichever it is: what is asserted is what came over the wire. */
import { readFileSync } from 'node:fs';
import { Agent, request } from 'undici';
import { parse } from 'yaml';
import { realClock } from '../../lib/clock/clock.ts';
import { openWatch, type Watch } from './watch-stream.ts';

export interface Answer {
  readonly code: number;
  readonly type: string;
  readonly text: string;
  /** The parsed JSON, or the text where it is none. */
  readonly body: unknown;
}

export interface Send {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Client {
  call(method: string, path: string, send?: Send): Promise<Answer>;
  watch(path: string): Promise<Watch>;
  close(): Promise<void>;
}

const MERGE = 'application/merge-patch+json';
const JSON_PATCH = 'application/json-patch+json';

/** The value at a dotted path of an answer, or undefined. */
export function field(value: unknown, path: string): unknown {
  let here = value;
  for (const name of path.split('.')) {
    if (typeof here !== 'object' || here === null) return undefined;
    here = (here as Record<string, unknown>)[name];
  }
  return here;
}

/** @throws when there is no text there, so that a test cannot go on with nothing */
export function textAt(value: unknown, path: string): string {
  const found = field(value, path);
  if (typeof found !== 'string') throw new Error(`no text at ${path} of ${JSON.stringify(value)}`);
  return found;
}

export function listAt(value: unknown, path: string): readonly unknown[] {
  const found = field(value, path);
  if (!Array.isArray(found)) throw new Error(`no list at ${path} of ${JSON.stringify(value)}`);
  return found;
}

function mediaType(method: string, body: unknown): string {
  if (method !== 'PATCH') return 'application/json';
  return Array.isArray(body) ? JSON_PATCH : MERGE;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function agentFor(kubeconfig: string): { url: string; agent: Agent } {
  const config: unknown = parse(readFileSync(kubeconfig, 'utf8'));
  const [cluster, user] = [field(config, 'clusters.0.cluster'), field(config, 'users.0.user')];
  const file = (value: unknown, name: string) => {
    const path = field(value, name);
    return typeof path === 'string' ? readFileSync(path) : undefined;
  };
  const [ca, cert, key] = [
    file(cluster, 'certificate-authority'),
    file(user, 'client-certificate'),
    file(user, 'client-key'),
  ];
  const connect = { ...(ca ? { ca } : {}), ...(cert ? { cert } : {}), ...(key ? { key } : {}) };
  return { url: textAt(cluster, 'server'), agent: new Agent({ connect }) };
}

/** @param kubeconfig path of a kubeconfig: its first cluster and user, certificates in files */
export function connect(kubeconfig: string): Client {
  const { url, agent } = agentFor(kubeconfig);
  async function once(method: string, path: string, send: Send): Promise<Answer> {
    const { body } = send;
    const headers = {
      'user-agent': 'contract/1.0 (tests)',
      ...(body === undefined ? {} : { 'content-type': mediaType(method, body) }),
      ...send.headers,
    };
    const text = body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body);
    const options = { dispatcher: agent, method: method as 'GET', headers, body: text };
    const response = await request(`${url}${path}`, options);
    const answered = await response.body.text();
    const type = String(response.headers['content-type'] ?? '');
    return { code: response.statusCode, type, text: answered, body: parsed(answered) };
  }
  return {
    async call(method, path, send = {}) {
      // A real server answers 429 while the storage of a kind that is new to it gets ready.
      for (let attempt = 0; attempt < 100; attempt++) {
        const answer = await once(method, path, send);
        if (answer.code !== 429) return answer;
        await realClock.sleep(100);
      }
      throw new Error(`${method} ${path}: turned away a hundred times`);
    },
    watch: (path) => openWatch(agent, `${url}${path}`),
    close: () => agent.destroy(),
  };
}
