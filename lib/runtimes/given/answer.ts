/**
 * What Prometheus' query API answers. Source: https://prometheus.io/docs/prometheus/latest/querying/api/ ("Format overview",
 * "Expression query result formats").
 */
import { printable } from '../../units/printable.ts';
import { pick, pickList, pickText, shownValue } from '../fields.ts';
import { parseValue } from '../prometheus.ts';

/** One number of a result; anything but a number in the place of its value is NaN's better: null. */
export interface Sample {
  readonly labels: unknown;
  /** When the expression was evaluated, by the server's clock, ms; null: not said. */
  readonly at: number | null;
  readonly value: number | null;
}

export type QueryAnswer =
  | { readonly kind: 'numbers'; readonly samples: readonly Sample[]; readonly warnings: readonly string[] }
  /** A result of another type: `matrix`, `string`, or a word nobody knows. */
  | { readonly kind: 'other'; readonly type: string }
  /** The server says why not. */
  | { readonly kind: 'error'; readonly type: string; readonly text: string }
  /** No answer of this API. */
  | { readonly kind: 'malformed'; readonly why: string };

/** A server's own words, as far as they can be shown. */
const LONGEST_TEXT = 300;

export function parseAnswer(body: string): QueryAnswer {
  let answer: unknown;
  try {
    answer = JSON.parse(body);
  } catch {
    return { kind: 'malformed', why: body.trim() === '' ? 'an empty body' : 'a body that is no JSON' };
  }
  const status = pickText(answer, 'status');
  if (status === 'error') {
    const type = shown(pickText(answer, 'errorType') ?? 'no type');
    return { kind: 'error', type, text: shown(pickText(answer, 'error') ?? 'no text') };
  }
  const type = pickText(answer, 'data', 'resultType');
  if (status !== 'success' || type === null) return { kind: 'malformed', why: 'JSON of another kind' };
  const result = pick(answer, 'data', 'result');
  if (type !== 'vector' && type !== 'scalar') return { kind: 'other', type: shown(type) };
  if (!Array.isArray(result)) return { kind: 'malformed', why: `a ${type} that is no list` };
  // One is enough to doubt, and there may be a hundred thousand.
  const [warning] = pickList(answer, 'warnings');
  const warnings =
    warning === undefined ? [] : [shown(typeof warning === 'string' ? warning : shownValue(warning))];
  const samples = type === 'scalar' ? [sampleOf(undefined, result)] : result.map(elementOf);
  return { kind: 'numbers', samples, warnings };
}

/** A histogram has no `value`. */
function elementOf(element: unknown): Sample {
  return sampleOf(pick(element, 'metric'), pickList(element, 'value'));
}

/** `[1732628000.123, "42"]`: numbers are texts, for JSON has no NaN. */
function sampleOf(labels: unknown, [time, text]: readonly unknown[]): Sample {
  const at = typeof time === 'number' && Number.isFinite(time) ? Math.round(time * 1000) : null;
  return { labels, at, value: typeof text === 'string' ? parseValue(text) : null };
}

function shown(text: string): string {
  const clean = printable(text);
  return clean.length > LONGEST_TEXT ? `${clean.slice(0, LONGEST_TEXT)}...` : clean;
}
