/** Files into the objects they hold: several documents in one, and Lists as `kubectl get -o yaml` prints them. */
import { formatFault, NOWHERE, type Place, pathText } from '../spec/fault.ts';
import type { Sources } from '../spec/sources.ts';
import { splitDocuments } from '../spec/split.ts';
import { readYaml } from '../spec/yaml.ts';
import { type Fields, fieldsOf, isFields, type SourceObject } from './object.ts';

export interface ReadObjects {
  readonly objects: readonly SourceObject[];
  /** What cannot be read, each as a line that begins with its place. */
  readonly faults: readonly string[];
}

export function readObjects(sources: Sources): ReadObjects {
  const objects: SourceObject[] = [];
  const faults: string[] = [];
  for (const [file, content] of sources) {
    if (!('text' in content)) {
      faults.push(fault(file, NOWHERE, content.problem, content.allowed));
      continue;
    }
    const slices = splitDocuments(content.text);
    if (slices.length === 0)
      faults.push(fault(file, NOWHERE, 'holds no object', 'objects as kubectl prints them'));
    for (const { text, line } of slices) {
      const yaml = readYaml(text, line, MOST_NODES);
      const [wrong] = [...yaml.broken, ...yaml.problems];
      if (wrong !== undefined) {
        faults.push(fault(file, yaml.place(wrong.offset), wrong.problem, wrong.allowed));
        continue;
      }
      const placeIn = (path: string): Place => {
        const spot = yaml.spots.get(path);
        return spot === undefined ? { line, column: 1 } : yaml.place(spot.key);
      };
      const found = objectsIn(yaml.value, file, placeIn);
      objects.push(...found.objects);
      faults.push(...found.faults);
    }
  }
  return { objects, faults };
}

/** A List of everything in a cluster is larger than any policy document. */
const MOST_NODES = 200_000;

function objectsIn(value: unknown, file: string, placeIn: (path: string) => Place): ReadObjects {
  if (isFields(value) && typeof value.kind === 'string' && Array.isArray(value.items)) {
    const all = value.items.map((item, index) => objectIn(item, file, pathText(['items', index]), placeIn));
    return { objects: all.flatMap(({ objects }) => objects), faults: all.flatMap(({ faults }) => faults) };
  }
  return objectIn(value, file, '', placeIn);
}

function objectIn(value: unknown, file: string, root: string, placeIn: (path: string) => Place): ReadObjects {
  const { apiVersion, kind, metadata } = fieldsOf(value);
  const { name } = fieldsOf(metadata);
  if (typeof apiVersion !== 'string' || typeof kind !== 'string' || typeof name !== 'string') {
    const problem = 'is no object of Kubernetes: apiVersion, kind and metadata.name are needed';
    return { objects: [], faults: [fault(file, placeIn(root), problem, 'objects as kubectl prints them')] };
  }
  const place = (path: string) => placeIn(root === '' ? path : `${root}.${path}`);
  return { objects: [objectOf(value as Fields, file, place)], faults: [] };
}

/** @param fields with apiVersion, kind and metadata.name */
export function objectOf(fields: Fields, file: string, place: SourceObject['place']): SourceObject {
  const { name, namespace } = fieldsOf(fields.metadata);
  return {
    file,
    apiVersion: String(fields.apiVersion),
    kind: String(fields.kind),
    namespace: typeof namespace === 'string' && namespace !== '' ? namespace : 'default',
    name: String(name),
    fields,
    place,
  };
}

function fault(file: string, place: Place, problem: string, allowed: string): string {
  return formatFault({ file, ...place, path: '', value: '', problem, allowed });
}
