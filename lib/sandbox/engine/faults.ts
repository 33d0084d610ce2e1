import type { ServerResponse } from 'node:http';
import type { Figures } from '../model/figures.ts';
import { page, series, type Tier } from './page.ts';

/**
 * Ways in which a page goes wrong, to try a reader on. Those of the connection:
 * `refuse` (nobody listens), `close` (accepted, closed without a byte), `hang` (no answer), `hang-body` (stops midway),
 * `cut` (breaks midway).
 * Those of the answer: `not-found`, `unavailable`, `html`, `empty`, `truncated` (a whole answer that stops in the middle of a line),
 * `huge` (endless text), `redirect-away`, `no-redirect` (older builds answer without the slash too).
 * Those of the figures: `zeros`, `nan`, `inf`, `negative`, `duplicate`, `no-capacity`.
 */
export const engineFaults = [
  'refuse',
  'close',
  'hang',
  'hang-body',
  'cut',
  'not-found',
  'unavailable',
  'html',
  'empty',
  'truncated',
  'huge',
  'redirect-away',
  'no-redirect',
  'zeros',
  'nan',
  'inf',
  'negative',
  'duplicate',
  'no-capacity',
] as const;
export type EngineFault = (typeof engineFaults)[number];

const TEXT = { 'content-type': 'text/plain;version=0.0.4;charset=utf-8' };
const CHUNK = 16 * 1024;

/** Answers with the text in pieces, as the engine does: chunked, without a length. */
export function sendPage(response: ServerResponse, text: string): void {
  response.writeHead(200, TEXT);
  for (let from = 0; from < text.length; from += CHUNK) response.write(text.slice(from, from + CHUNK));
  response.end();
}

function half(text: string): string {
  return text.slice(0, text.indexOf('Cluster_CapacityTotal ') + 10);
}

function altered(fault: EngineFault, values: Map<string, number>): Map<string, number> {
  const [total, used] = ['Cluster_CapacityTotal', 'Cluster_CapacityUsed'];
  if (fault === 'zeros') return new Map([...values.keys()].map((name) => [name, 0]));
  if (fault === 'nan') return values.set(used, Number.NaN);
  if (fault === 'inf') return values.set(total, Number.POSITIVE_INFINITY);
  if (fault === 'negative') return values.set(used, -1048576);
  return values;
}

function spoilt(fault: EngineFault, figures: Figures, tier: Tier): string {
  const text = page(altered(fault, series(figures, tier)));
  if (fault === 'duplicate') return `${text}Cluster_CapacityTotal 1.0\n`;
  if (fault === 'no-capacity') return text.replace(/^Cluster_CapacityTotal .*\n/m, '');
  if (fault === 'truncated') return half(text);
  return fault === 'empty' ? '' : text;
}

/** Text without end, as fast as it is taken. */
function sendEndless(response: ServerResponse): void {
  response.writeHead(200, TEXT);
  const line = `${'# a page that does not end\n'.repeat(2000)}`;
  const more = () => {
    while (!response.destroyed && response.write(line));
  };
  response.on('drain', more);
  more();
}

const HTML =
  '<!DOCTYPE html><html><head><title>Sign in</title></head><body>Sign in to continue</body></html>';

const answers: Partial<Record<EngineFault, (response: ServerResponse) => void>> = {
  // The client's bytes are read, so this is a clean end without an answer, not a reset.
  close: (response) => response.socket?.end(),
  hang: () => undefined,
  'not-found': (response) => void response.writeHead(404).end(),
  unavailable: (response) => void response.writeHead(503).end('Service Unavailable'),
  html: (response) => void response.writeHead(200, { 'content-type': 'text/html' }).end(HTML),
  'redirect-away': (response) =>
    void response.writeHead(302, { location: 'http://127.0.0.1:9/metrics/prometheus/' }).end(),
  huge: sendEndless,
};

/** Answers a request for the page in the manner of the fault. `refuse` is not an answer: nobody listens then. */
export function answerBadly(
  response: ServerResponse,
  fault: EngineFault,
  figures: Figures,
  tier: Tier,
): void {
  const whole = answers[fault];
  if (whole) {
    whole(response);
    return;
  }
  const text = spoilt(fault, figures, tier);
  if (fault !== 'hang-body' && fault !== 'cut') {
    sendPage(response, text);
    return;
  }
  response.writeHead(200, TEXT);
  response.write(half(text), () => {
    if (fault === 'cut') response.destroy();
  });
}
