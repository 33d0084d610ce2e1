/** Reads what a look brought that is new, a little a turn: ten thousand documents in one go would hold up all else for seconds. */
import { nextTurn } from '../clock/next-turn.ts';
import { type FolderState, type Look, type Rules, sameContent } from './folder-state.ts';
import type { Kept } from './load.ts';
import { keptFrom } from './read-file.ts';

/** So much text is read in one turn of the event loop, characters: some 20 ms. */
export const A_TURN = 16_384;

/** @returns the look, with what its new files say; nothing waits where that is little */
export async function readAhead(before: FolderState, look: Look, rules: Rules): Promise<Look> {
  const loaded = new Map<string, Kept>();
  let inTurn = 0;
  for (const [file, content] of [...(look.files ?? []), ...(look.objects?.files ?? [])]) {
    if (sameContent(content, before.files.get(file)?.content)) continue;
    const length = 'text' in content ? content.text.length : 0;
    if (inTurn > 0 && inTurn + length > A_TURN) {
      await nextTurn();
      inTurn = 0;
    }
    inTurn += length;
    loaded.set(file, keptFrom(content, file, rules));
  }
  return { ...look, loaded };
}
