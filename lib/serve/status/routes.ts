/** The status page: one document, its script and its style, and the two questions it asks. */
import { assetText, chartScript, chartStyle } from '../../charts/assets.ts';
import { type Answer, plain, type Routes } from '../server.ts';
import type { Overview } from './overview.ts';

/** Its own scripts, styles and answers, and nothing else from anywhere. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** In the order they are run. */
const SCRIPTS = ['dom.js', 'feed.js', 'row.js', 'panel.js', 'list.js', 'page.js'];

export function statusRoutes(overview: Overview): Routes {
  const document = assetText('index.html');
  const script = [chartScript(), ...SCRIPTS.map(assetText)].join('\n');
  const style = [chartStyle(), assetText('page.css')].join('\n');
  return {
    '/': () => file('text/html', document, { 'content-security-policy': POLICY }),
    '/page.js': () => file('text/javascript', script),
    '/page.css': () => file('text/css', style),
    '/status.json': ({ query }) => json(overview.update(query.get('run'), revisionOf(query.get('since')))),
    '/dataset.json': ({ query }) => {
      const panel = overview.panel(query.get('name') ?? '');
      return panel === null ? plain('no such dataset\n', 404) : json(panel);
    },
  };
}

function revisionOf(text: string | null): number {
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : 0;
}

function file(type: string, body: string, headers: Answer['headers'] = {}): Answer {
  return { status: 200, body, headers: { 'content-type': `${type}; charset=utf-8`, ...headers } };
}

function json(data: unknown): Answer {
  return file('application/json', JSON.stringify(data));
}
