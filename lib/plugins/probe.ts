/** The checks at the start: the same questions again, in another order, and in a fresh thread under another clock. */
import type { Setting } from '../decide/contract.ts';
import { answerFrom } from './answers.ts';
import type { Line, Reply } from './line.ts';
import { situations } from './situations.ts';
import type { ToThread } from './worker/messages.ts';

export interface Probed {
  /** Why it is not pure, or null. */
  readonly impure: string | null;
  /** Whether it was seen to limit moves. */
  readonly limitsMoves: boolean;
  /** What it cannot answer, for its author: it will be blind there. */
  readonly remarks: readonly string[];
}

export interface ProbeOptions {
  readonly name: string;
  /** A config as written. */
  readonly config: unknown;
  readonly line: Line;
  /** In a thread of its own, disguised. */
  readonly other: Line;
  readonly askMs: number;
}

export async function probe({ name, config, line, other, askMs }: ProbeOptions): Promise<Probed> {
  const setting: Setting = {
    semantics: 'native',
    bounds: situations[0]?.context.bounds ?? { min: 1, max: 1 },
    policies: { [name]: config },
  };
  const questions = situations.map(({ name: about, context }): [string, ToThread] => [
    about,
    { kind: 'ask', question: { config, setting, context } },
  ]);
  const [first, elsewhere] = await Promise.all([
    askAll(line, questions, askMs),
    askAll(other, questions.toReversed(), askMs),
  ]);
  const again = await askAll(line, questions, askMs);
  const limitsMoves = [...first.values()].some(
    (reply) => reply.kind === 'answered' && reply.limits.length > 0,
  );
  const impure =
    difference(
      first,
      again,
      'when it is asked again',
      'it remembers what it was asked, or looks at the time or at chance',
    ) ??
    difference(
      first,
      elsewhere,
      'in a fresh thread under another clock',
      'it looks at the time, at chance, or at what it remembers',
    );
  return { impure, limitsMoves, remarks: remarksOf(name, first) };
}

/** One after the other; what ends the thread ends the questions. */
async function askAll(
  line: Line,
  questions: readonly (readonly [string, ToThread])[],
  askMs: number,
): Promise<ReadonlyMap<string, Reply>> {
  const replies = new Map<string, Reply>();
  for (const [about, question] of questions) {
    if (line.alive()) replies.set(about, await line.ask(question, askMs));
  }
  return replies;
}

function difference(
  one: ReadonlyMap<string, Reply>,
  two: ReadonlyMap<string, Reply>,
  where: string,
  why: string,
): string | null {
  for (const [about, reply] of one) {
    const other = two.get(about);
    if (other === undefined || isEnd(reply) || isEnd(other)) continue;
    if (JSON.stringify(reply) !== JSON.stringify(other))
      return `answers otherwise ${where} (about ${about}): ${why}. A policy is a function of what it is shown: context.now is the time`;
  }
  return null;
}

function isEnd({ kind }: Reply): boolean {
  return kind === 'hung' || kind === 'died';
}

function remarksOf(name: string, replies: ReadonlyMap<string, Reply>): readonly string[] {
  return [...replies].flatMap(([about, reply]) => {
    const what = trouble(name, reply);
    return what === null ? [] : [`${what} about ${about}: it will be blind there`];
  });
}

function trouble(name: string, reply: Reply): string | null {
  if (reply.kind === 'hung') return 'gave no answer in time when asked';
  if (reply.kind === 'died') return `ended its thread (${reply.error}) when asked`;
  const answer = answerFrom(name, reply, 'moves');
  if (!('failed' in answer)) return null;
  const { numbers } = answer.failed;
  return reply.kind === 'threw'
    ? `threw ${numbers?.error} when asked`
    : `answered ${numbers?.answer ?? numbers?.error} when asked`;
}
