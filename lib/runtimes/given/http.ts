/** A page of metrics, or of JSON, at an address that a user gave. */
import type { Blind, Reason } from '../../model/observation.ts';
import type { HttpSource } from '../../model/source.ts';
import { isBlind } from '../blind.ts';
import type { EngineFigures, ReadOptions, Subject } from '../contract.ts';
import { statusCode } from '../page.ts';
import { ask, within } from './ask.ts';
import { readCredentials } from './credentials.ts';
import { failedAt, givenFigures, HTTP, type Numbers } from './figures.ts';
import { jsonReader } from './json.ts';
import { metricsReader } from './metrics.ts';

/** What a page said. */
export interface PageTold {
  readonly numbers: Numbers;
  /** When the oldest of them was true, ms, as the page says; null: it does not say. */
  readonly at: number | null;
}

/** Takes the figures out of a page that arrives piece by piece. */
export interface PageReader {
  readonly accept: string;
  readonly maxBytes: number;
  take(chunk: Uint8Array): void;
  end(address: string): PageTold | Blind;
}

export async function lookAtPage(
  spec: HttpSource,
  subject: Subject,
  options: ReadOptions,
): Promise<EngineFigures | Blind> {
  const url = new URL(spec.url);
  const address = url.host;
  const asked = options.clock.now();
  const credentials = await readCredentials(spec, options.credentials);
  if ('failure' in credentials) return failedAt(HTTP, credentials.failure.code, credentials.failure.numbers);
  const reader = spec.form === 'json' ? jsonReader(spec) : metricsReader(spec);
  const { accept, maxBytes, take } = reader;
  const answered = await within(options, (deadline) =>
    ask({ url, accept, ...credentials, deadline, maxBytes, take }, options),
  );
  if ('failure' in answered) return failedAt(HTTP, answered.failure.code, answered.failure.numbers);
  const { status, keptMs } = answered;
  if (status !== 200) return failedAt(HTTP, statusCode(status), { address, status });
  const page = reader.end(address);
  if (isBlind(page)) return page;
  // A clock that is ahead of ours does not make a figure of tomorrow.
  const at = Math.min(asked, page.at ?? asked) - keptMs;
  if (asked - at > spec.maxAgeMs)
    return failedAt(HTTP, 'SourceSampleTooOld', { age: asked - at, limit: spec.maxAgeMs });
  const doubts = doubtsOf(spec, page);
  return givenFigures(spec, subject, { source: HTTP, address, numbers: page.numbers, at, asked, doubts });
}

/** A page of metrics is made when it is asked for: that is what the format is for. JSON may be of any time. */
function doubtsOf({ form, live }: HttpSource, { at }: PageTold): readonly Reason[] {
  return form === 'metrics' || live || at !== null
    ? []
    : [{ code: 'SourceTellsNoTime', numbers: { source: HTTP } }];
}
