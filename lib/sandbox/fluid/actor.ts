import { type Call, rfc3339 } from '../api/call.ts';
import type { JsonObject, Stored } from '../api/json.ts';
import { apiVersionOf, kindNamed } from '../api/kinds.ts';
import { remove } from '../api/remove.ts';
import type { Store } from '../api/store.ts';
import { create, update } from '../api/write.ts';
import type { Dice } from '../dice.ts';
import type { Agenda } from './agenda.ts';

/** Where an object is. */
export interface Ref {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** A part of the cluster that reads and writes objects under its own name, by the rules every client has to keep. */
export interface Actor {
  get(ref: Ref): Stored | null;
  list(kind: string, namespace: string): Stored[];
  /** The object without apiVersion and kind, which are known. */
  create(kind: string, object: JsonObject): Stored;
  /** Writes what `change` makes of the object; nothing when it is not there or stays the same. */
  change(ref: Ref, change: (object: Stored) => JsonObject): void;
  /** The same for its status. */
  report(ref: Ref, status: (object: Stored) => JsonObject): void;
  /** Deletes it; nothing when it is not there. `now`: without grace. */
  remove(ref: Ref, now?: boolean): void;
}

export interface ActorOptions {
  readonly store: Store;
  readonly agenda: Agenda;
  readonly dice: Dice;
}

/** @param name the field manager of its writes */
export function createActor({ store, agenda, dice }: ActorOptions, name: string): Actor {
  function call(ref: { kind: string; namespace: string; name: string | null }, status: boolean): Call {
    const kind = kindNamed(ref.kind);
    return {
      store,
      kind,
      namespace: kind.namespaced ? ref.namespace : null,
      name: ref.name,
      subresource: status ? 'status' : null,
      query: new URLSearchParams(),
      time: rfc3339(agenda.now()),
      newUid: () => dice.uuid(),
      newSuffix: () => dice.suffix(5),
      userAgent: name,
    };
  }
  const get = (ref: Ref) => store.get(kindNamed(ref.kind), ref.namespace, ref.name);
  return {
    get,
    list: (kind, namespace) => store.list(kindNamed(kind), namespace),
    create(kind, object) {
      const metadata = object.metadata as { namespace?: string };
      const whole = { apiVersion: apiVersionOf(kindNamed(kind)), kind, ...object };
      return create(call({ kind, namespace: metadata.namespace ?? '', name: null }, false), whole);
    },
    change(ref, change) {
      const found = get(ref);
      if (found) update(call(ref, false), change(structuredClone(found)), 'put');
    },
    report(ref, status) {
      const found = get(ref);
      if (found) update(call(ref, true), { ...found, status: status(structuredClone(found)) }, 'put');
    },
    remove(ref, now = false) {
      if (get(ref) === null) return;
      remove(call(ref, false), now ? { gracePeriodSeconds: 0 } : {});
    },
  };
}
