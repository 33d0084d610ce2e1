/** Where the demo's lines go: a live line on a terminal, plain lines elsewhere. */
import { styleText } from 'node:util';

export interface Screen {
  /** A line that stays. */
  say(line: string): void;
  /** A headline or change that should be seen. */
  shout(line: string): void;
  /** The line that is always the latest; on a terminal it is redrawn in place, elsewhere printed when `news`. */
  live(line: string, news: boolean): void;
}

/** The part of a stream that is needed, so that tests can hand in their own. */
export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

export function createScreen(output: Output, env: Readonly<Record<string, string | undefined>>): Screen {
  const tty = output.isTTY === true;
  const colour = tty && (env.NO_COLOR ?? '') === '';
  let drawn = false;
  const erase = () => {
    if (drawn) output.write('\r\x1b[K');
    drawn = false;
  };
  const say = (line: string) => {
    erase();
    output.write(`${line}\n`);
  };
  return {
    say,
    shout: (line) => say(colour ? styleText('bold', line) : line),
    live: (line, news) => {
      if (!tty) return news ? say(line) : undefined;
      if (news) say(line);
      erase();
      output.write(line.slice(0, Math.max(20, (output.columns ?? 120) - 1)));
      drawn = true;
    },
  };
}
