import type { ServerResponse } from 'node:http';
import type { Figures } from '../model/figures.ts';
import { type PageForm, placeOf } from './pages/form.ts';

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

const CHUNK = 16 * 1024;

function begin(response: ServerResponse, { contentType }: PageForm): void {
  response.writeHead(200, { 'content-type': contentType });
}

/** Answers with the text in pieces, as the engines do: chunked, without a length. */
export function sendPage(response: ServerResponse, form: PageForm, text: string): void {
  begin(response, form);
  for (let from = 0; from < text.length; from += CHUNK) response.write(text.slice(from, from + CHUNK));
  response.end();
}

/** The text up to the middle of the name that matters most. */
function half(text: string, form: PageForm): string {
  const name = form.capacity ?? form.used;
  return text.slice(0, placeOf(text, name) + Math.floor(name.length / 2));
}

function altered(fault: EngineFault, form: PageForm, values: Map<string, number>): Map<string, number> {
  if (fault === 'zeros') return new Map([...values.keys()].map((name) => [name, 0]));
  if (fault === 'nan') return values.set(form.used, Number.NaN);
  if (fault === 'inf') return values.set(form.capacity ?? form.used, Number.POSITIVE_INFINITY);
  if (fault === 'negative') return values.set(form.used, -1048576);
  return values;
}

function spoilt(fault: EngineFault, form: PageForm, figures: Figures): string {
  const text = form.write(altered(fault, form, form.values(figures)));
  const name = form.capacity ?? form.used;
  if (fault === 'duplicate') return form.twice(text, name);
  if (fault === 'no-capacity') return form.without(text, name);
  if (fault === 'truncated') return half(text, form);
  return fault === 'empty' ? '' : text;
}

/** Text without end, as fast as it is taken. */
function sendEndless(response: ServerResponse, form: PageForm): void {
  begin(response, form);
  const line = `${'# a page that does not end\n'.repeat(2000)}`;
  const more = () => {
    while (!response.destroyed && response.write(line));
  };
  response.on('drain', more);
  more();
}

const HTML =
  '<!DOCTYPE html><html><head><title>Sign in</title></head><body>Sign in to continue</body></html>';

const answers: Partial<Record<EngineFault, (response: ServerResponse, form: PageForm) => void>> = {
  // The client's bytes are read, so this is a clean end without an answer, not a reset.
  close: (response) => response.socket?.end(),
  hang: () => undefined,
  'not-found': (response) => void response.writeHead(404).end(),
  unavailable: (response) => void response.writeHead(503).end('Service Unavailable'),
  html: (response) => void response.writeHead(200, { 'content-type': 'text/html' }).end(HTML),
  'redirect-away': (response, { path }) =>
    void response.writeHead(302, { location: `http://127.0.0.1:9${path}` }).end(),
  huge: sendEndless,
};

/** Answers a request for the page in the manner of the fault. `refuse` is not an answer: nobody listens then. */
export function answerBadly(
  response: ServerResponse,
  fault: EngineFault,
  form: PageForm,
  figures: Figures,
): void {
  const whole = answers[fault];
  if (whole) {
    whole(response, form);
    return;
  }
  const text = spoilt(fault, form, figures);
  if (fault !== 'hang-body' && fault !== 'cut') {
    sendPage(response, form, text);
    return;
  }
  begin(response, form);
  response.write(half(text, form), () => {
    if (fault === 'cut') response.destroy();
  });
}
