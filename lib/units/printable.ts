/**
 * A text from outside (a file's name, a value, another program's message) that may be shown on a terminal or in a log: control
 * characters (C0, C1), formatting ones (bidi overrides, zero width), lone surrogates and line separators come out as
 * `\u{1b}`. What is printable already stays as it is, so doing it twice does no harm.
 */
export function printable(text: string): string {
  return text.replace(/[\p{C}\u2028\u2029]/gu, (character) => {
    return `\\u{${(character.codePointAt(0) as number).toString(16)}}`;
  });
}
