/** What the server must know of a kind it serves. */
export interface Kind {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly singular: string;
  readonly kind: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly namespaced: boolean;
  /** A custom resource: items of a list name their kind, maps are tracked in managedFields, no strategic merge patch. */
  readonly custom: boolean;
  /** `/status` is an endpoint of its own. */
  readonly status: boolean;
  /** `/scale` exists. */
  readonly scale: boolean;
  /** Where `scale.status.replicas` and `.selector` come from; the selector of a built-in is its own. */
  readonly scaled: { readonly replicas: string; readonly selector: string | null };
  /** Has `metadata.generation`. */
  readonly generation: boolean;
  /** A PUT without a resourceVersion is accepted. */
  readonly unconditional: boolean;
  /** Fields a status must hold to be stored. */
  readonly requiredStatus: readonly string[];
  /** Fields whose time must have exactly six digits of fraction. */
  readonly microTimes: readonly string[];
  /** Fields that a field selector may name. */
  readonly selectable: readonly string[];
}

const NO_SCALE = { replicas: '', selector: null };
export const BASE = {
  shortNames: [],
  categories: [],
  namespaced: true,
  custom: false,
  status: true,
  scale: false,
  scaled: NO_SCALE,
  generation: false,
  unconditional: true,
  requiredStatus: [],
  microTimes: [],
  selectable: ['metadata.name', 'metadata.namespace'],
} satisfies Partial<Kind>;

type Own = Pick<Kind, 'group' | 'version' | 'plural' | 'kind'> & Partial<Kind>;

export function kind(own: Own): Kind {
  return { ...BASE, singular: own.kind.toLowerCase(), ...own };
}
