import type { KubeObject } from '../kube/objects.ts';
import type { RuntimeKind } from './contract.ts';
import { pick } from './fields.ts';

interface Held {
  readonly kind: string;
  readonly plural: string;
  readonly suffix?: string;
  readonly scale: 'scale' | 'none';
  readonly replicas?: readonly string[];
  readonly code: 'KindNotReadyYet' | 'KindCannotScale' | 'KindUnknown';
}

/**
 * A kind that is found and shown, and held: its reason says why. What its engine would say of blocks is not known; the
 * figures given are the ones that claim nothing.
 */
function held(entry: Held): RuntimeKind {
  const path = entry.replicas ?? ['spec', 'replicas'];
  return {
    kind: entry.kind,
    plural: entry.plural,
    workerSetName: (name) => `${name}${entry.suffix ?? '-worker'}`,
    scale: entry.scale,
    engine: null,
    whyNot: { code: entry.code, numbers: { kind: entry.kind } },
    replicas: (runtime: KubeObject) => pick(runtime, ...path) ?? null,
    perWorker: () => ({ blockBytes: 0, highWatermark: 1 }),
    declaredBytes: () => null,
  };
}

/** Fluid's other kinds (v1.0.8 and the line after it), in alphabetical order. */
export const heldKinds: readonly RuntimeKind[] = [
  held({
    kind: 'CacheRuntime',
    plural: 'cacheruntimes',
    scale: 'none',
    replicas: ['spec', 'worker', 'replicas'],
    code: 'KindCannotScale',
  }),
  held({ kind: 'EFCRuntime', plural: 'efcruntimes', scale: 'scale', code: 'KindNotReadyYet' }),
  held({ kind: 'GooseFSRuntime', plural: 'goosefsruntimes', scale: 'scale', code: 'KindNotReadyYet' }),
  held({
    kind: 'JindoRuntime',
    plural: 'jindoruntimes',
    suffix: '-jindofs-worker',
    scale: 'scale',
    code: 'KindNotReadyYet',
  }),
  held({ kind: 'JuiceFSRuntime', plural: 'juicefsruntimes', scale: 'scale', code: 'KindNotReadyYet' }),
  held({ kind: 'ThinRuntime', plural: 'thinruntimes', scale: 'none', code: 'KindCannotScale' }),
  held({ kind: 'VineyardRuntime', plural: 'vineyardruntimes', scale: 'scale', code: 'KindNotReadyYet' }),
];

/** A kind nobody has told us about. */
export function unknownKind(kind: string): RuntimeKind {
  return held({ kind, plural: `${kind.toLowerCase()}s`, scale: 'none', code: 'KindUnknown' });
}
