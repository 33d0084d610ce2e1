/** DatasetAutoscalers of the cluster as a source of policy documents, followed by watch. */
import type { Clock } from '../../clock/clock.ts';
import type { KubeClient, KubeLog } from '../../kube/client.ts';
import type { KubeObject } from '../../kube/objects.ts';
import { createReflector, type ReflectorState } from '../../kube/reflector.ts';
import { trimDocument } from '../../kube/trim.ts';
import { AUTOSCALERS } from '../../spec/crd/crd.ts';
import { KIND } from '../../spec/document.ts';
import type { PolicyObjects } from '../../spec/folder.ts';
import type { FileContent } from '../../spec/folder-state.ts';
import { nameOf, textOf } from './text.ts';

export interface ObjectSource extends PolicyObjects {
  /** By the name it has beside files. */
  object(name: string): KubeObject | undefined;
  objects(): Iterable<KubeObject>;
  /** Why they cannot be seen now, or null. */
  fault(): string | null;
  /** Follows the cluster until the signal aborts. */
  run(signal: AbortSignal): Promise<void>;
}

export interface ObjectSourceOptions {
  readonly client: KubeClient;
  /** One namespace, or null for all. */
  readonly namespace: string | null;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: KubeLog;
}

export function createObjectSource(options: ObjectSourceOptions): ObjectSource {
  const listeners: (() => void)[] = [];
  const tell = () => {
    for (const listener of listeners) listener();
  };
  const contents = new Map<string, FileContent & { readonly text: string }>();
  const byName = new Map<string, KubeObject>();

  const forget = (name: string) => {
    byName.delete(name);
    contents.delete(name);
    tell();
  };
  /** The daemon's own writes of the status change nothing that is read here. */
  const remember = (name: string, object: KubeObject) => {
    byName.set(name, object);
    const text = textOf(object);
    if (contents.get(name)?.text === text) return;
    contents.set(name, { text });
    tell();
  };
  const reflector = createReflector({
    ...options,
    resource: { ...AUTOSCALERS, kind: KIND },
    transform: trimDocument,
    onChange: (type, object) =>
      type === 'deleted' ? forget(nameOf(object)) : remember(nameOf(object), object),
    onState: tell,
  });

  return {
    look: () => {
      const state = reflector.state();
      if (state.synced) return { files: new Map(contents) };
      const problem = faultOf(state);
      return problem === null ? { files: null } : { files: null, problem };
    },
    onChange: (listener) => void listeners.push(listener),
    object: (name) => byName.get(name),
    objects: () => byName.values(),
    fault: () => faultOf(reflector.state()),
    run: (signal) => reflector.run(signal),
  };
}

/** Null also while nobody knows yet. */
function faultOf({ synced, connected, access, lastError }: ReflectorState): string | null {
  const why = lastError?.text ?? '';
  if (access === 'absent') {
    return `the cluster does not serve ${KIND}: install it with "fluid-autoscaler crd | kubectl apply -f -"`;
  }
  if (access === 'forbidden') return `they may not be listed and watched: ${why}`;
  return synced || connected || lastError === null ? null : why;
}
