/**
 * As much of PromQL as it takes to find the series an expression rests on, so that their samples can be asked for their age.
 * The server parses the expression; what is misread here at worst makes a figure older or more doubtful than it is.
 * Source: prometheus/prometheus, promql/parser/lex.go and generated_parser.y.
 */

export interface Expression {
  /** The series it reads, as instant selectors: `used_bytes{pool="a"}`. Empty: none, so it is a constant. */
  readonly selectors: readonly string[];
  /**
   * Whether its value is as old as its oldest sample. Not so where it looks back over a range, from another time, or at the
   * results of a rule (a name with a colon), whose own inputs may be of any age.
   */
  readonly exact: boolean;
}

const TOKEN = new RegExp(
  [
    String.raw`(?<blank>\s+|#[^\n]*)`,
    String.raw`(?<text>"(?:[^"\\]|\\[^])*"|'(?:[^'\\]|\\[^])*'|\`[^\`]*\`)`,
    String.raw`(?<number>(?:0[xX][0-9a-fA-F]+|\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+|[a-z][a-z0-9]*)?)`,
    '(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)',
    '(?<other>[^])',
  ].join('|'),
  'y',
);

type Kind = 'text' | 'number' | 'name' | 'other';

interface Token {
  readonly kind: Kind;
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

/** Never a series. */
const OPERATORS = new Set([
  'and',
  'or',
  'unless',
  'atan2',
  'bool',
  'offset',
  'inf',
  'nan',
  'group_left',
  'group_right',
]);
/** With labels in parentheses behind them. */
const GROUPINGS = new Set(['by', 'without', 'on', 'ignoring', 'group_left', 'group_right']);

export function readExpression(query: string): Expression {
  const tokens = tokensOf(query);
  const selectors = new Set<string>();
  let exact = true;
  for (let i = 0; i < tokens.length; i++) {
    const { from } = tokens[i] as Token;
    const step = stepFrom(tokens, i);
    i = step.last;
    exact &&= step.exact;
    if (step.series) selectors.add(query.slice(from, tokens[i]?.to));
  }
  return { selectors: [...selectors], exact };
}

/** What begins at a token: which is its last one, whether it is a series, and whether that leaves the value's age known. */
interface Step {
  readonly last: number;
  readonly series: boolean;
  readonly exact: boolean;
}

function stepFrom(tokens: readonly Token[], at: number): Step {
  const { kind, text } = tokens[at] as Token;
  if (kind === 'name') return nameFrom(tokens, at);
  if (kind === 'other' && text === '{') return { last: closing(tokens, at, '}'), series: true, exact: true };
  if (kind === 'other' && text === '[')
    return { last: closing(tokens, at, ']'), series: false, exact: false };
  return { last: at, series: false, exact: kind !== 'other' || text !== '@' };
}

function nameFrom(tokens: readonly Token[], at: number): Step {
  const name = (tokens[at] as Token).text;
  const word = name.toLowerCase();
  const next = tokens[at + 1]?.text;
  if (GROUPINGS.has(word) && next === '(')
    return { last: closing(tokens, at + 1, ')'), series: false, exact: true };
  if (OPERATORS.has(word) || next === '(' || isAggregation(tokens, at))
    return { last: at, series: false, exact: word !== 'offset' };
  const last = next === '{' ? closing(tokens, at + 1, '}') : at;
  return { last, series: true, exact: !name.includes(':') };
}

/** `sum by (pod) (…)`: the name of an aggregation with its grouping before its argument. */
function isAggregation(tokens: readonly Token[], at: number): boolean {
  const [, word, bracket] = tokens.slice(at, at + 3).map(({ text }) => text.toLowerCase());
  return (word === 'by' || word === 'without') && bracket === '(';
}

/** Where the bracket opened at or after `from` is closed; the last token where it is not. */
function closing(tokens: readonly Token[], from: number, bracket: '}' | ')' | ']'): number {
  const at = tokens.findIndex(({ kind, text }, i) => i > from && kind === 'other' && text === bracket);
  return at === -1 ? tokens.length - 1 : at;
}

function tokensOf(query: string): readonly Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(query); match !== null; match = TOKEN.exec(query)) {
    const [kind] = Object.entries(match.groups ?? {}).find(([, text]) => text !== undefined) ?? [];
    if (kind !== undefined && kind !== 'blank')
      tokens.push({ kind: kind as Kind, text: match[0], from: match.index, to: TOKEN.lastIndex });
  }
  return tokens;
}

/**
 * One query for the ages of all samples behind several expressions: a series each, called by the label `figure`, whose value
 * is when the oldest of the selector's newest samples was taken, in seconds.
 * @param figures the selectors of each figure, by its name (letters only)
 * @returns null where there is no selector
 */
export function ageQuery(figures: Readonly<Record<string, readonly string[]>>): string | null {
  const parts = Object.entries(figures).flatMap(([figure, selectors]) =>
    // The number keeps several of one figure apart, for `or` drops what has the same labels.
    selectors.map(
      (selector, i) => `label_replace(min(timestamp(${selector})), "figure", "${figure}${i}", "", "")`,
    ),
  );
  return parts.length === 0 ? null : parts.join(' or ');
}
