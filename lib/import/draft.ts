/** A document on its way: plain values, and which line came from which field. */
import { Document, isCollection, isScalar, type Node } from 'yaml';
import { API_VERSION, KIND } from '../spec/document.ts';
import { printable } from '../units/printable.ts';
import { type SourceObject, shortTitle } from './object.ts';
import type { From } from './part.ts';

type Path = readonly (string | number)[];

export interface Draft {
  readonly objects: readonly SourceObject[];
  /** `spec` as a person would write it. */
  readonly spec: Record<string, unknown>;
  /** By path below `spec`: what stands at the end of that line. */
  readonly remarks: { readonly path: Path; readonly text: string }[];
  /** Sets a value, with where it came from. */
  put(path: readonly [string, ...(string | number)[]], value: unknown, why: string): void;
}

export function draftOf(objects: readonly SourceObject[]): Draft {
  const spec: Record<string, unknown> = {};
  const remarks: Draft['remarks'] = [];
  const put: Draft['put'] = (path, value, why) => {
    let at: Record<string | number, unknown> = spec;
    for (const [index, key] of path.slice(0, -1).entries()) {
      at[key] ??= typeof path[index + 1] === 'number' ? [] : {};
      at = at[key] as Record<string | number, unknown>;
    }
    at[path.at(-1) as string] = value;
    remarks.push({ path, text: why });
  };
  return { objects, spec, remarks, put };
}

/** `spec.minReplicas`, and whose, where more than one object went into the document. */
export function whence({ objects }: Pick<Draft, 'objects'>, { object, field }: From<unknown>): string {
  return objects.length === 1 ? field : `${shortTitle(object)}: ${field}`;
}

export interface Finished {
  /** What it was made of. */
  readonly objects: readonly SourceObject[];
  readonly namespace: string;
  readonly dataset: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly text: string;
}

/** The document as text: remarks at the ends of their lines, lists of small mappings a line each. */
export function finish(draft: Draft, namespace: string, dataset: string): Finished {
  const data = {
    apiVersion: API_VERSION,
    kind: KIND,
    metadata: { name: dataset, namespace },
    spec: draft.spec,
  };
  const document = new Document(data, { aliasDuplicateObjects: false });
  for (const { path, text } of draft.remarks) {
    const node = document.getIn(['spec', ...path], true) as Node | undefined;
    if (node === undefined) continue;
    if (isCollection(node)) node.flow = true;
    if (isScalar(node) || isCollection(node)) node.comment = ` ${printable(text)}`;
  }
  const titles = draft.objects.map(
    (object) => ` ${printable(`${object.kind} ${object.namespace}/${object.name} (${object.file})`)}`,
  );
  document.commentBefore = [` Imported by fluid-autoscaler import from`, ...titles].join('\n');
  return {
    objects: draft.objects,
    namespace,
    dataset,
    data,
    text: document.toString({ lineWidth: 0, flowCollectionPadding: true }),
  };
}
