import { lines, type PageForm, plain } from './form.ts';

/** Pages of an exporter that a user has put beside a runtime which tells nothing by itself. */

/** JSON, its numbers one level down. */
export const givenJson: PageForm = {
  path: '/usage',
  contentType: 'application/json',
  used: 'usedBytes',
  capacity: 'capacityBytes',
  values: ({ usedBytes, capacityBytes, workers }) =>
    new Map([
      ['usedBytes', usedBytes],
      ['capacityBytes', capacityBytes],
      ['workers', workers],
    ]),
  write: (values) => `${JSON.stringify({ cache: Object.fromEntries(values) })}\n`,
  without: (text, name) => text.replace(new RegExp(`"${name}":[^,}]*,?`), '').replace(',}', '}'),
  twice: (text, name) => text.replace(/("cache":\{)/, `$1"${name}":1,`),
};

/** A metrics page of three series. */
export const givenMetrics: PageForm = {
  ...lines,
  path: '/metrics',
  used: 'cache_used_bytes',
  capacity: 'cache_capacity_bytes',
  values: ({ usedBytes, capacityBytes, workers }) =>
    new Map([
      ['cache_used_bytes', usedBytes],
      ['cache_capacity_bytes', capacityBytes],
      ['cache_workers', workers],
    ]),
  write: (values) =>
    [...values].map(([name, value]) => `# TYPE ${name} gauge\n${name} ${plain(value)}\n`).join(''),
};
