/** From `spec.sources` to whom to ask. */
import {
  DEFAULT_SOURCES,
  ENGINE,
  type FigureTexts,
  type HttpSource,
  type SourceSpec,
  STATUS,
} from '../model/source.ts';
import type { SourceEntry } from './given.ts';
import type { ParsedDocument } from './parse.ts';

type Spec = ParsedDocument['document']['spec'];

/** Whom the document would have asked, in its order; the engine as it says that one is reached. */
export function sourcesOf({ engine, sources }: Pick<Spec, 'engine' | 'sources'>): readonly SourceSpec[] {
  if (engine === undefined && sources === undefined) return DEFAULT_SOURCES;
  const { url = null, perPod = false } = engine ?? {};
  const own = engine === undefined ? ENGINE : { type: 'engine' as const, url, perPod };
  if (sources === undefined) return DEFAULT_SOURCES.map((one) => (one.type === 'engine' ? own : one));
  return sources.map((entry) => specOf(entry, own));
}

function specOf({ prometheus, http, status }: SourceEntry, own: SourceSpec): SourceSpec {
  if (status !== undefined) return STATUS;
  if (prometheus !== undefined) {
    const { server, used, capacity, ratio, workers, ...rest } = prometheus;
    return { type: 'prometheus', ...reached(server, rest, { used, capacity, ratio, workers }) };
  }
  if (http === undefined) return own;
  const { url, metrics, json, live = false, ...rest } = http;
  const { at = null, ...figures } = { ...metrics, ...json } as FigureTexts & { readonly at?: string };
  const form: HttpSource['form'] = json === undefined ? 'metrics' : 'json';
  return { type: 'http', form, at, live, ...reached(url, rest, figures) };
}

/** What both kinds of given sources have. */
export type Common = Omit<NonNullable<SourceEntry['prometheus']>, 'server' | keyof FigureTexts>;

function reached(url: string, { perWorker, maxAge, ...login }: Common, figures: FigureTexts) {
  return { url, figures, perWorkerBytes: perWorker ?? null, maxAgeMs: maxAge, ...login };
}
