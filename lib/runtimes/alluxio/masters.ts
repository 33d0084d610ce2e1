import type { Masters } from '../masters/masters.ts';
import { clusterFigures, WANTED } from './figures.ts';

export const SOURCE = 'alluxio-master';

/** Alluxio's masters as Fluid's chart makes them: a headless Service `<name>-master-<i>` each. */
export const alluxioMasters: Masters = {
  source: SOURCE,
  service: (name) => `${name}-master`,
  port: 'web',
  paths: ['/metrics/prometheus/'],
  wanted: WANTED,
  figuresOf: clusterFigures(SOURCE),
};
