import type { Blind } from '../../model/observation.ts';
import type { HttpSource } from '../../model/source.ts';
import { isBlind } from '../blind.ts';
import { MAX_BYTES } from '../page.ts';
import { wanted } from '../prometheus.ts';
import { type ScannedPage, scanPage } from '../scan.ts';
import { FIGURES, type Figure, failedAt, HTTP } from './figures.ts';
import type { PageReader } from './http.ts';
import { isOf, parseSeries, type Series } from './series.ts';

/** Figures out of a page in the Prometheus text format: of each its one series. */
export function metricsReader({ figures }: HttpSource): PageReader {
  const series = FIGURES.flatMap((figure) => {
    const named = parseSeries(figures[figure] ?? '');
    return named === null ? [] : [{ figure, series: named }];
  });
  const scan = scanPage(wanted([...new Set(series.map((one) => one.series.name))], { labels: true }));
  return {
    accept: 'text/plain;version=0.0.4',
    maxBytes: MAX_BYTES,
    take: scan.take,
    end: (address) => {
      const page = scan.end();
      const foreign = notAPage(page, address);
      if (foreign !== null) return foreign;
      const numbers: Partial<Record<Figure, number>> = {};
      let at: number | null = null;
      for (const one of series) {
        const found = onlyOf(page, one, address);
        if (isBlind(found)) return found;
        numbers[one.figure] = found.value;
        if (found.at !== undefined) at = Math.min(at ?? found.at, found.at);
      }
      return { numbers, at };
    },
  };
}

function notAPage({ bytes, foreign, ended }: ScannedPage, address: string): Blind | null {
  if (bytes === 0) return failedAt(HTTP, 'SourceEmpty', { address });
  if (foreign !== null) return failedAt(HTTP, 'SourceNotMetrics', { address, kind: foreign });
  // The format ends every line with a line feed; without one the last number may be half a number.
  return ended ? null : failedAt(HTTP, 'SourceTruncated', { address, bytes });
}

/** The one line of the series. One that cannot be read may be another of it, so it is a fault whatever else there is. */
function onlyOf(
  { samples }: ScannedPage,
  { figure, series }: { readonly figure: Figure; readonly series: Series },
  address: string,
): { readonly value: number; readonly at?: number } | Blind {
  const lines = samples.get(series.name) ?? [];
  const bad = lines.find((line) => 'fault' in line);
  if (bad !== undefined && 'fault' in bad && bad.fault === 'malformed')
    return failedAt(HTTP, 'SourceMalformed', { address, figure, text: bad.text });
  const found = lines.flatMap((line) =>
    'fault' in line || !isOf(line.labels ?? new Map(), series) ? [] : [line],
  );
  const [one, ...more] = found;
  if (more.length > 0 || bad !== undefined)
    return failedAt(HTTP, 'SourceSeveralSeries', { address, figure, series: lines.length });
  return one ?? failedAt(HTTP, 'SourceLacks', { address, figure, what: series.name });
}
