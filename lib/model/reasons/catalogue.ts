/**
 * A reason's sentence, with `{name}` for its numbers, and the field of the policy document that would change it
 * (null when no field would).
 */
export interface CatalogueEntry {
  readonly says: string;
  readonly field: string | null;
}

export type Catalogue = Readonly<Record<string, CatalogueEntry>>;
