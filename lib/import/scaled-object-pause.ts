/** KEDA's annotations that pause: the whole, or one direction. */
import { fieldsOf, type Notebook, type SourceObject } from './object.ts';
import type { Part } from './part.ts';

const PREFIX = 'autoscaling.keda.sh/';

type Pauses = Pick<Part, 'pause' | 'scaleUpOff' | 'scaleDownOff'>;

export function understandPauses(object: SourceObject, book: Notebook): Pauses {
  const annotations = fieldsOf(fieldsOf(object.fields.metadata).annotations);
  const fieldOf = (name: string) => `metadata.annotations.${PREFIX}${name}`;
  const on = (name: string) => isOn(annotations[`${PREFIX}${name}`]);
  const off = (names: readonly string[], to: string) => {
    const name = names.find(on);
    if (name === undefined) return null;
    book.kept(fieldOf(name), to);
    return { value: true as const, object, field: fieldOf(name) };
  };
  const size = annotations[`${PREFIX}paused-replicas`];
  let pause: Part['pause'] = null;
  if (size !== undefined) {
    const field = fieldOf('paused-replicas');
    book.changed(field, `paused as it is: the size ${String(size)} is not set first, KEDA has done so`);
    pause = { value: `paused at ${String(size)} by an annotation of KEDA`, object, field };
  } else if (on('paused')) {
    book.kept(fieldOf('paused'), 'spec.mode');
    pause = { value: 'paused by an annotation of KEDA', object, field: fieldOf('paused') };
  }
  if (on('force-activation')) {
    book.refused(fieldOf('force-activation'), 'cannot be kept: nothing here counts as active but what is');
  }
  return {
    pause,
    scaleDownOff: off(['paused-scale-in', 'paused-scale-down'], 'spec.policies.scaleDown: disabled'),
    scaleUpOff: off(['paused-scale-out'], 'spec.policies.scaleUp: disabled'),
  };
}

/** As KEDA reads a truth: whatever is not clearly false. */
function isOn(value: unknown): boolean {
  return value !== undefined && !['0', 'f', 'F', 'false', 'FALSE', 'False'].includes(String(value));
}
