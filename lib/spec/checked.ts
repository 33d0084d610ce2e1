/** One YAML document against a schema: its value, or every complaint with its place. Policy documents and others alike. */
import type { ZodType } from 'zod';
import { explain, type Finding } from './explain.ts';
import { type Fault, pathText } from './fault.ts';
import type { SchemaNode } from './schema-tree.ts';
import type { Slice } from './split.ts';
import { readYaml, type YamlDocument } from './yaml.ts';

const MOST_FAULTS = 20;

/** A kind of document: its schema, and the same as a tree for the words it knows. */
export interface DocumentForm<T> {
  readonly schema: ZodType<T>;
  readonly tree: SchemaNode;
  /** `namespace/name` of the dataset it is about, as far as a value that is not valid says it. */
  readonly datasetOf?: (value: unknown) => string | undefined;
}

export type Checked<T> =
  | { readonly value: T; readonly yaml: YamlDocument; readonly faults: readonly [] }
  | { readonly value: null; readonly yaml: YamlDocument; readonly faults: readonly Fault[] };

/** Reads a document and holds it against its form; never throws. Faults come in the order of the file. */
export function checkDocument<T>({ text, line }: Slice, file: string, form: DocumentForm<T>): Checked<T> {
  const yaml = readYaml(text, line);
  const fault = faultMaker(yaml, file, form.datasetOf?.(yaml.value));
  const problems = yaml.broken.length > 0 ? yaml.broken : yaml.problems;
  if (problems.length > 0)
    return { value: null, yaml, faults: problems.slice(0, MOST_FAULTS).map(fault.ofProblem) };
  const result = form.schema.safeParse(yaml.value);
  if (result.success) return { value: result.data, yaml, faults: [] };
  const { found, more } = explain(result.error.issues, yaml.value, form.tree, MOST_FAULTS);
  const faults = foreign(found).map(fault.ofFinding);
  faults.sort((a, b) => a.line - b.line || a.column - b.column);
  return { value: null, yaml, faults: capped(faults, more) };
}

/** An object of another kind is one mistake, not one for each of its fields. */
function foreign(found: readonly Finding[]): readonly Finding[] {
  const wrong = (field: string) =>
    found.find(({ path, at }) => at === 'value' && path.length === 1 && path[0] === field);
  const other = wrong('kind') ?? wrong('apiVersion');
  return other === undefined ? found : [other];
}

function capped(faults: readonly Fault[], more: number): readonly Fault[] {
  const last = faults.at(-1);
  if (last === undefined || more === 0) return faults;
  const problem = `${last.problem} (and ${more} more faults in this document)`;
  return [...faults.slice(0, -1), { ...last, problem }];
}

type Said = Omit<Finding, 'at'>;

function faultMaker(yaml: YamlDocument, file: string, dataset: string | undefined) {
  const about = dataset === undefined ? {} : { dataset };
  const make = (
    place: { line: number; column: number },
    { path, value, problem, allowed, suggestion }: Said,
  ): Fault => {
    const meant = suggestion === undefined ? {} : { suggestion };
    return { file, ...place, path: pathText(path), value, problem, allowed, ...meant, ...about };
  };
  return {
    ofProblem: ({ offset, path, problem, allowed }: YamlDocument['problems'][number]): Fault =>
      make(yaml.place(offset), { path, value: '', problem, allowed }),
    ofFinding: (finding: Finding): Fault => make(placeOf(yaml, finding), finding),
  };
}

function placeOf(yaml: YamlDocument, { path, at }: Finding) {
  let spot = yaml.spots.get(pathText(path));
  if (spot !== undefined) return yaml.place(at === 'key' ? spot.key : spot.value);
  for (let length = path.length - 1; length >= 0 && spot === undefined; length--) {
    spot = yaml.spots.get(pathText(path.slice(0, length)));
  }
  return yaml.place(spot?.key ?? 0);
}
