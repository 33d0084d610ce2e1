import type { Anchor } from './anchor.ts';
import type { Chain } from './chain.ts';
import { diagnose, type Finding, type SeenLine } from './diagnose.ts';
import { readRecord } from './line.ts';
import { type ChainWalk, frontExpected, frontExplained, gatherEvidence, type WalkOptions } from './walk.ts';

/** The first thing wrong with the chain itself, or null. */
export async function judgeChain(
  options: WalkOptions,
  walk: ChainWalk,
  anchor?: Anchor,
): Promise<Finding | null> {
  const { chain } = options;
  const around = { chain, anchor: anchor?.hash };
  const { broken, first } = walk;
  if (first !== null && !frontExplained(walk)) {
    const expected = frontExpected(walk);
    const evidence = await gatherEvidence(options, expected, first);
    const found = diagnose({
      expected,
      before: null,
      current: first,
      next: walk.second,
      ...evidence,
      ...around,
    });
    const intact = found.code === 'edited' && walk.second?.prefix?.prev === first.hash;
    if (found.code !== 'removed' && !intact) return found;
    // When something else is wrong too, that may be the very record that would have explained the front.
    if (broken === null) return judgeLast(walk.last, chain) ?? cutFront(found, first);
  }
  if (broken === null) return judgeLast(walk.last, chain);
  const evidence = await gatherEvidence(options, broken.expected, broken.current);
  return diagnose({ ...broken, next: walk.afterBreak, ...evidence, ...around });
}

function cutFront(found: Finding, first: SeenLine): Finding {
  const message =
    `the ledger begins with record ${first.prefix?.seq}: the records from ${found.seq} on before it are missing, and no record says they ` +
    'were pruned; it was cut off at the front, or the record that said so was cut off at the end';
  return { ...found, code: 'cut-front', message };
}

function judgeLast(last: SeenLine | null, chain: Chain): Finding | null {
  if (last === null || readRecord(last.bytes, chain) !== null) return null;
  const seq = last.prefix?.seq ?? 1;
  const message = `record ${seq}, the last one, was edited: it is no longer JSON (${last.segment} line ${last.line})`;
  return { code: 'edited', seq, segment: last.segment, line: last.line, message };
}

/** What an anchor shows of a chain that holds, or null when it vouches for it. */
export function judgeAnchor(walk: ChainWalk, anchor: Anchor): Finding | null {
  if (walk.anchored !== null || walk.pruned.some(({ hash }) => hash === anchor.hash)) return null;
  const last = walk.last?.prefix?.seq ?? 0;
  const first = walk.first?.prefix?.seq ?? 1;
  const { seq } = anchor;
  const nowhere = { segment: '', line: 0 };
  if (seq === undefined) {
    const message =
      'no record has the anchor’s hash: records were cut off at the end, or the ledger was rewritten from before that record on' +
      (first > 1 ? `, or the record was pruned (those before ${first} were): try a younger anchor` : '');
    return { code: 'anchor-missing', seq: first, ...nowhere, message };
  }
  if (seq > last) {
    const message = `the ledger was cut off at the end: it ends with record ${last}, the anchor knows record ${seq}`;
    return { code: 'cut-end', seq: last + 1, ...nowhere, message };
  }
  if (seq < first) {
    const message = `the anchor’s record ${seq} was pruned, so it vouches for nothing that is left: use a younger anchor`;
    return { code: 'anchor-pruned', seq, ...nowhere, message };
  }
  const { segment, line } = walk.atAnchor ?? nowhere;
  const message = `the ledger was rewritten: record ${seq} does not have the anchor’s hash, though the chain around it holds`;
  return { code: 'rewritten', seq, segment, line, message };
}
