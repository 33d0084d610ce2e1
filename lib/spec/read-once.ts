/** All documents of one look, for verbs that look once: what is in force as the daemon would have it, and the documents whole. */
import { type FolderState, type InForce, type Look, NOTHING, type Rules } from './folder-state.ts';
import { type Kept, type KeptDocument, keptOf, type LoadedDocument } from './load.ts';
import { readFile } from './read-file.ts';
import { reconcile } from './reconcile.ts';

export interface ReadOnce {
  readonly state: FolderState;
  /** As in `state`, with all that was read: remarks, and what each policy was given. */
  readonly inForce: ReadonlyMap<string, InForce<LoadedDocument>>;
}

export function readOnce(look: Look, rules: Rules): ReadOnce {
  const loaded = new Map<string, Kept>();
  const whole = new Map<KeptDocument, LoadedDocument>();
  for (const [file, content] of [...(look.files ?? []), ...(look.objects?.files ?? [])]) {
    const { documents, ...rest } = readFile(content, file, rules);
    const kept = keptOf({ documents, ...rest });
    for (const [i, document] of documents.entries()) whole.set(kept.documents[i] as KeptDocument, document);
    loaded.set(file, kept);
  }
  const { state } = reconcile(NOTHING, { ...look, loaded }, rules);
  const inForce = new Map<string, InForce<LoadedDocument>>();
  for (const [key, entry] of state.inForce) {
    const document = whole.get(entry.document);
    if (document !== undefined) inForce.set(key, { ...entry, document });
  }
  return { state, inForce };
}
