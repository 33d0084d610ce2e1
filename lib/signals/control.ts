import type { KubeObject } from '../kube/objects.ts';
import type { Control } from '../model/control.ts';
import { readControl } from '../spec/annotations/read.ts';

/** An object that has not changed is not read again. */
const known = new WeakMap<object, Control | null>();

/** What people say by annotations on a Dataset, or null. */
export function controlOf({ metadata: { annotations } }: KubeObject): Control | null {
  if (annotations === undefined) return null;
  let control = known.get(annotations);
  if (control === undefined) {
    control = readControl(annotations);
    known.set(annotations, control);
  }
  return control;
}
