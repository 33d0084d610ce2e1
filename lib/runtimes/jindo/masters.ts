import type { Masters } from '../masters/masters.ts';
import { jindoFigures, SOURCE, WANTED } from './figures.ts';

/**
 * The namespace masters of all three of Fluid's Jindo engines: a headless Service `<name>-jindofs-master-<i>` each, one or (raft)
 * three of them. Their page is on the port called `rpc`; builds before JindoCache have it at the second path.
 */
export const jindoMasters: Masters = {
  source: SOURCE,
  service: (name) => `${name}-jindofs-master`,
  port: 'rpc',
  paths: ['/jindometrics/prometheus', '/metrics/prometheus'],
  wanted: WANTED,
  figuresOf: jindoFigures,
};
