import type { Figures } from '../../model/figures.ts';
import { lines, type PageForm, plain } from './form.ts';

/** The page of a Jindo namespace master: both pairs are there, that of the medium not used with zeros. No engine was recorded. */
export function jindoPage(medium: 'mem' | 'disk'): PageForm {
  const other = medium === 'mem' ? 'disk' : 'mem';
  const [capacity, used] = [`jindofsx_ns_total_${medium}_cap`, `jindofsx_ns_total_used_${medium}_cap`];
  return {
    ...lines,
    path: '/jindometrics/prometheus',
    used,
    capacity,
    values: (figures: Figures) =>
      new Map([
        [capacity, figures.capacityBytes],
        [used, figures.usedBytes],
        [`jindofsx_ns_total_${other}_cap`, 0],
        [`jindofsx_ns_total_used_${other}_cap`, 0],
        ['jindofsx_ns_total_stsnodes_num', figures.workers],
        ['jindofsx_ns_backend_read_bytes_total', figures.readUfsBytes],
        // Of what readers were given, that which the cache had.
        ['jindofsx_ns_remote_read_bytes_total', Math.max(0, figures.readRemoteBytes - figures.readUfsBytes)],
        ['jindofsx_ns_remote_read_bytes_total_window', figures.ufsBytesPerSecond * 60],
        ['jindofsx_ns_local_read_bytes_total', 0],
      ]),
    write: (values) => [...values].map(([name, value]) => `${name} ${plain(value)}\n`).join(''),
  };
}
