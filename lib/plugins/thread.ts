/** A plug-in that is asked: one question after the other, in a thread that is started again when it was ended. */
import type { Clock } from '../clock/clock.ts';
import type { PluginAnswer } from '../model/plugin-answer.ts';
import { answerFrom, type Holds } from './answers.ts';
import type { Limits } from './limits.ts';
import { type Line, openLine } from './line.ts';
import { hashOf, type ModuleFile } from './modules.ts';
import type { LoadedModule } from './port.ts';
import type { ConfigIssue, Question } from './worker/messages.ts';
import { errorText } from './worker/words.ts';

/** `ended`: the question ended the thread. `gone`: no thread could be started, whatever is asked. */
export interface Asked {
  readonly answer: PluginAnswer;
  readonly cost: 'nothing' | 'ended' | 'gone';
}

export interface PluginThread {
  readonly name: string;
  readonly module: LoadedModule;
  /** Never throws, and takes no longer than its limits. */
  ask(question: Question): Promise<Asked>;
  /** What its own schema finds wrong with a config; nothing where it does not say. */
  check(config: unknown): Promise<readonly ConfigIssue[]>;
  close(): void;
}

export interface ThreadOptions {
  readonly name: string;
  readonly module: ModuleFile;
  /** Whether it is known to limit moves. */
  readonly limitsMoves: boolean;
  /** The thread it was checked in; null: that one was ended. */
  readonly line: Line | null;
  readonly within: Limits;
  /** Real time. */
  readonly clock: Clock;
  readonly onOutput: (text: string) => void;
}

export function createThread(options: ThreadOptions): PluginThread {
  const { name, module, within, clock } = options;
  let { line } = options;
  let holds: Holds = options.limitsMoves ? 'moves' : 'shrinks';
  let turn: Promise<unknown> = Promise.resolve();

  const failed = (code: string, numbers: Record<string, number | string>): PluginAnswer => ({
    failed: { code, numbers: { policy: name, ...numbers } },
    holds,
  });
  /** @returns why there is no thread, or null */
  const start = async (): Promise<string | null> => {
    // What was not checked at the start does not run.
    const hash = await hashOf(module.path).catch((error: unknown) => errorText(error));
    if (hash !== module.hash) return `${module.file} has changed since the start; a restart loads it`;
    const next = openLine({ ...options, file: module.path, disguised: false, loadMs: within.loadMs });
    const begun = await next.begun;
    if (begun.kind === 'loaded') {
      line = next;
      return null;
    }
    next.close();
    if (begun.kind === 'refused') return begun.why;
    return begun.kind === 'died' ? begun.error : 'it did not load in time';
  };
  const answer = async (question: Question): Promise<Asked> => {
    if (line === null || !line.alive()) {
      const error = await start();
      if (error !== null) return { answer: failed('PluginGone', { error }), cost: 'gone' };
    }
    const reply = await (line as Line).ask({ kind: 'ask', question }, within.askMs);
    if (reply.kind === 'hung')
      return { answer: failed('PluginHung', { limit: within.askMs }), cost: 'ended' };
    if (reply.kind === 'died') return { answer: failed('PluginDied', { error: reply.error }), cost: 'ended' };
    if (reply.kind === 'answered' && reply.limits.length > 0) holds = 'moves';
    return { answer: answerFrom(name, reply, holds), cost: 'nothing' };
  };

  return {
    name,
    module: { name, file: module.file, hash: module.hash },
    ask: async (question) => {
      let given = false;
      const before = turn;
      const waited = new AbortController();
      const mine = before.then(() => {
        waited.abort();
        return given ? null : answer(question);
      });
      turn = mine;
      // Those before it may hang, each for its whole limit: this dataset does not wait for all of them.
      await clock.sleep(within.patienceMs, waited.signal);
      if (waited.signal.aborted) return (await mine) as Asked;
      given = true;
      return { answer: failed('PluginBusy', { waited: within.patienceMs }), cost: 'nothing' };
    },
    check: async (config) => {
      const mine = turn.then(async () => {
        const started = line?.alive() ? null : await start();
        return started === null ? line?.ask({ kind: 'check', config }, within.askMs) : undefined;
      });
      turn = mine;
      const reply = await mine;
      return reply?.kind === 'checked' ? reply.issues : [];
    },
    close: () => line?.close(),
  };
}
