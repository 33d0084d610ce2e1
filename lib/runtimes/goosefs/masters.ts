import { clusterFigures, WANTED } from '../alluxio/figures.ts';
import type { Masters } from '../masters/masters.ts';

const SOURCE = 'goosefs-master';

/** GooseFS' masters: made from Alluxio, with its page and, in Fluid's chart up to v1.0.8, with the same Services and port names. */
export const goosefsMasters: Masters = {
  source: SOURCE,
  service: (name) => `${name}-master`,
  port: 'web',
  paths: ['/metrics/prometheus/'],
  wanted: WANTED,
  figuresOf: clusterFigures(SOURCE),
};
