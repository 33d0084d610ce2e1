import { rfc3339 } from '../api/call.ts';
import { apiVersionOf, kindNamed } from '../api/kinds.ts';
import type { Actor, Ref } from './actor.ts';
import type { Agenda } from './agenda.ts';

/** Records a core/v1 Event about an object, as Fluid's controllers do; nothing when the object is gone. */
export function tell(
  actor: Actor,
  agenda: Agenda,
  about: Ref,
  { type, reason, message }: { type: 'Normal' | 'Warning'; reason: string; message: string },
): void {
  const object = actor.get(about);
  if (object === null) return;
  const { namespace, name } = about;
  const time = rfc3339(agenda.now());
  actor.create('Event', {
    metadata: { generateName: `${name}.`, namespace },
    involvedObject: {
      apiVersion: apiVersionOf(kindNamed(about.kind)),
      kind: about.kind,
      namespace,
      name,
      uid: object.metadata.uid,
      resourceVersion: object.metadata.resourceVersion,
    },
    type,
    reason,
    message,
    source: { component: about.kind },
    firstTimestamp: time,
    lastTimestamp: time,
    count: 1,
  });
}
