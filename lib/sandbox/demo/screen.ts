/** Where the demo's lines go: on a terminal the last row is redrawn in place, elsewhere every line is a plain one. */
import { styleText } from 'node:util';
import { cut, wrap } from '../../report/wrap.ts';

export interface Screen {
  /** A line of text that stays; broken at words where the terminal is narrower. */
  say(line: string): void;
  /** A line that must stay in one piece, such as a command to copy. */
  keep(line: string): void;
  /** A row of the table that stays; cut where the terminal is narrower. */
  row(line: string): void;
  /** A headline or change that should be seen. */
  shout(line: string): void;
  /**
   * The row that shows now. On a terminal it replaces the one before unless something changed; elsewhere it is printed when
   * something changed, and when it is `due` because nothing was for long.
   */
  live(line: string, news: 'changed' | 'due' | null): void;
}

/** The part of a stream that is needed, so that tests can hand in their own. */
export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

const ERASE_LINE = '\r\x1b[K';
const NARROWEST = 20;
const USUAL_COLUMNS = 80;

/** Colour only on a terminal, and not where NO_COLOR is set (https://no-color.org); a dumb terminal gets plain lines. */
export function createScreen(output: Output, env: Readonly<Record<string, string | undefined>>): Screen {
  const tty = output.isTTY === true && env.TERM !== 'dumb';
  const colour = tty && (env.NO_COLOR ?? '') === '';
  const columns = () => (tty ? Math.max(NARROWEST, output.columns ?? USUAL_COLUMNS) : null);
  // One column is left free: in the last one some terminals wrap.
  const room = () => (tty ? (columns() ?? USUAL_COLUMNS) - 1 : null);
  let drawn: string | null = null;
  const print = (line: string) => {
    output.write(`${drawn === null ? '' : '\n'}${line}\n`);
    drawn = null;
  };
  const say = (line: string) => {
    for (const part of wrap(line, room())) print(part);
  };
  return {
    say,
    keep: print,
    row: (line) => print(cut(line, room())),
    shout: (line) => print(colour ? styleText('bold', line, { validateStream: false }) : line),
    live: (line, news) => {
      if (!tty) return news === null ? undefined : print(line);
      const text = cut(line, room());
      if (text === drawn) return;
      const before = drawn === null ? '' : news === 'changed' ? '\n' : ERASE_LINE;
      output.write(`${before}${text}`);
      drawn = text;
    },
  };
}
