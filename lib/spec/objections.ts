/** What is wrong with a document whose every field is valid: the policies' own objections, with their places. */
import type { Policy } from '../decide/contract.ts';
import { settingOf } from './compile.ts';
import type { Fault, Place } from './fault.ts';
import type { ParsedDocument } from './parse.ts';
import type { Places } from './places.ts';

const TOP: Place = { line: 1, column: 1 };

/** Faults for which the document is refused. */
export function objectionsTo(parsed: ParsedDocument, registry: readonly Policy[]): readonly Fault[] {
  const { file, key, places } = parsed;
  const setting = settingOf(parsed);
  return registry.flatMap(({ name, faults }) => {
    const config = setting.policies[name];
    if (config === undefined || faults === undefined) return [];
    return faults(config, setting).map(({ path: below, problem, allowed }) => {
      const path = `spec.policies.${name}${below}`;
      return { file, ...placeAt(places, path), path, value: '', problem, allowed, dataset: key };
    });
  });
}

/** Where a field stands, or the nearest one above it. */
export function placeAt(places: Places, path: string): Place {
  for (let at = path; at !== ''; at = at.replace(/(\.[^.[\]]*|\[[^\]]*\])$/, '')) {
    const place = places.get(at);
    if (place !== undefined) return place;
    if (!/[.[]/.test(at)) break;
  }
  return places.get('') ?? TOP;
}
