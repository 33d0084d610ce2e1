import { badRequest } from './failure.ts';
import { at, type Stored } from './json.ts';
import type { Kind } from './kinds.ts';

/** Which objects a list or watch is about. */
export type Matches = (object: Stored) => boolean;

type Labels = Readonly<Record<string, string>>;
type Requirement = (labels: Labels) => boolean;

const KEY = '[A-Za-z0-9]([A-Za-z0-9._/-]*[A-Za-z0-9])?';
const VALUE = '[A-Za-z0-9._-]*';
const EXISTS = new RegExp(`^(!?)\\s*(${KEY})$`);
const EQUALS = new RegExp(`^(${KEY})\\s*(==|=|!=)\\s*(${VALUE})$`);
const SET = new RegExp(`^(${KEY})\\s+(in|notin)\\s*\\(([^()]*)\\)$`);

/** Splits at the commas that stand outside parentheses. */
function terms(text: string): string[] {
  return text
    .split(/,(?![^(]*\))/)
    .map((term) => term.trim())
    .filter((term) => term !== '');
}

function requirement(term: string): Requirement {
  const set = SET.exec(term);
  if (set) {
    const [key, values] = [set[1] as string, (set[4] as string).split(',').map((value) => value.trim())];
    const isIn: Requirement = (labels) =>
      Object.hasOwn(labels, key) && values.includes(labels[key] as string);
    return set[3] === 'in' ? isIn : (labels) => !isIn(labels);
  }
  const equals = EQUALS.exec(term);
  if (equals) {
    const [key, value] = [equals[1] as string, equals[4] as string];
    return equals[3] === '!=' ? (labels) => labels[key] !== value : (labels) => labels[key] === value;
  }
  const exists = EXISTS.exec(term);
  if (!exists) throw badRequest(`unable to parse requirement: ${term}`);
  const key = exists[2] as string;
  return exists[1] === '!' ? (labels) => !Object.hasOwn(labels, key) : (labels) => Object.hasOwn(labels, key);
}

/**
 * @param text `a=b,c!=d,e in (f,g),h notin (i),j,!k`
 * @throws ApiFailure 400 when it cannot be read
 */
export function labelSelector(text: string): Matches {
  const requirements = terms(text).map(requirement);
  return (object) => requirements.every((fits) => fits(object.metadata.labels ?? {}));
}

function fieldTerm(kind: Kind, term: string): Matches {
  const parts = /^([^=!]+)(==|=|!=)(.*)$/.exec(term);
  if (!parts) throw badRequest(`invalid selector: '${term}'; can't understand '${term}'`);
  const [field, operator, value] = [parts[1] as string, parts[2] as string, parts[3] as string];
  if (!kind.selectable.includes(field)) throw badRequest(`field label not supported: ${field}`);
  const path = field.split('.');
  return (object) => (String(at(object, ...path) ?? '') === value) !== (operator === '!=');
}

/**
 * @param text `metadata.name=x,metadata.namespace!=y`; further fields where the kind offers them
 * @throws ApiFailure 400 for a field that cannot be selected by
 */
export function fieldSelector(kind: Kind, text: string): Matches {
  const each = terms(text).map((term) => fieldTerm(kind, term));
  return (object) => each.every((fits) => fits(object));
}

/** What the query's `labelSelector` and `fieldSelector` ask for, or null when it has neither. */
export function selection(kind: Kind, query: URLSearchParams): Matches | null {
  const [labels, fields] = [query.get('labelSelector'), query.get('fieldSelector')];
  if (!labels && !fields) return null;
  const [byLabel, byField] = [labelSelector(labels ?? ''), fieldSelector(kind, fields ?? '')];
  return (object) => byLabel(object) && byField(object);
}
