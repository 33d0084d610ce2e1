import { readFileSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import { Agent, request as httpsRequest } from 'node:https';
import { join } from 'node:path';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Parsed when it is JSON, else the text. */
  readonly body: unknown;
}

/**
 * One raw call to the API server as group system:masters.
 * @param body an object is sent as JSON, a string as it is
 * @returns the answer, whatever its status
 * @throws only when there is no answer
 */
export type AdminRequest = (
  method: string,
  path: string,
  body?: unknown,
  contentType?: string,
) => Promise<Answer>;

function parsed(text: string, contentType: string | undefined): unknown {
  return contentType?.startsWith('application/json') ? JSON.parse(text) : text;
}

/** @param certificates the folder that makeCertificates has filled */
export function adminRequest(url: string, certificates: string): AdminRequest {
  const file = (name: string) => readFileSync(join(certificates, name));
  const agent = new Agent({
    keepAlive: true,
    ca: file('ca.crt'),
    cert: file('admin.crt'),
    key: file('admin.key'),
  });
  return (method, path, body, contentType = 'application/json') =>
    new Promise((resolve, reject) => {
      const headers = body === undefined ? {} : { 'content-type': contentType };
      const sent = httpsRequest(new URL(path, url), { method, agent, headers }, (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('error', reject);
        response.on('end', () => {
          const { statusCode = 0, headers: got } = response;
          resolve({ status: statusCode, headers: got, body: parsed(text, got['content-type']) });
        });
      });
      sent.on('error', reject);
      sent.end(body === undefined || typeof body === 'string' ? body : JSON.stringify(body));
    });
}

/** The body of an answer that must be a success. */
export function succeeded<T = unknown>(answer: Answer, what: string): T {
  if (answer.status >= 300) throw new Error(`${what}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body as T;
}
