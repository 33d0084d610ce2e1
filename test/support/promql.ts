/**
 * As much of PromQL as the tests ask: selectors, `sum`, `min`, `max`, `count`, `timestamp`, `label_replace` with an empty pattern,
 * `vector`, `scalar`, numbers, `+ - * /` and `or`.
 */

export type LabelSet = Readonly<Record<string, string>>;

export interface Element {
  readonly labels: LabelSet;
  readonly value: number;
  /** Of the sample, seconds. */
  readonly taken: number;
}

export type Value = readonly Element[] | number;

export type Select = (name: string, labels: LabelSet) => Element[];

const TOKEN = /\s*(?:([a-zA-Z_:][a-zA-Z0-9_:]*)|(\d+(?:\.\d+)?(?:e\d+)?)|"([^"]*)"|(\S))/y;

/** @throws {Error} as a parse error of the server */
export function evaluate(query: string, at: number, select: Select): Value {
  const tokens = [...query.matchAll(new RegExp(TOKEN.source, 'g'))].map(([, name, number, text, other]) => ({
    name,
    number,
    text,
    other,
  }));
  let here = 0;
  const peek = () => tokens[here];
  const expect = (other: string) => {
    if (tokens[here++]?.other !== other)
      throw new Error(`1:${here}: parse error: unexpected input, expected "${other}"`);
  };
  const labelsOf = (): LabelSet => {
    const labels: Record<string, string> = {};
    expect('{');
    while (peek()?.other !== '}') {
      const name = tokens[here++]?.name ?? '';
      expect('=');
      labels[name] = tokens[here++]?.text ?? '';
      if (peek()?.other === ',') here++;
    }
    expect('}');
    return labels;
  };
  const named = (name: string): Value => {
    if (peek()?.other !== '(') return select(name, peek()?.other === '{' ? labelsOf() : {});
    expect('(');
    const given: (Value | string)[] = [];
    while (peek()?.other !== ')') {
      given.push(peek()?.text === undefined ? expression() : primary());
      if (peek()?.other === ',') here++;
    }
    expect(')');
    return call(name, given, at);
  };
  const primary = (): Value | string => {
    const token = tokens[here++];
    if (token === undefined) throw new Error('1:1: parse error: unexpected end of input');
    if (token.number !== undefined) return Number(token.number);
    if (token.text !== undefined) return token.text;
    if (token.other === '(') {
      const inner = expression();
      expect(')');
      return inner;
    }
    if (token.name === undefined) throw new Error(`1:${here}: parse error: unexpected "${token.other}"`);
    return named(token.name);
  };
  const product = (): Value => {
    let left = primary() as Value;
    while (['*', '/'].includes(peek()?.other ?? ''))
      left = combine(tokens[here++]?.other ?? '', left, primary() as Value);
    return left;
  };
  const sum = (): Value => {
    let left = product();
    while (['+', '-'].includes(peek()?.other ?? ''))
      left = combine(tokens[here++]?.other ?? '', left, product());
    return left;
  };
  const expression = (): Value => {
    let left = sum();
    while (peek()?.name === 'or') {
      here++;
      const right = sum();
      const known = new Set((left as Element[]).map(({ labels }) => JSON.stringify(labels)));
      left = [
        ...(left as Element[]),
        ...(right as Element[]).filter(({ labels }) => !known.has(JSON.stringify(labels))),
      ];
    }
    return left;
  };
  const value = expression();
  if (here < tokens.length)
    throw new Error(`1:${here}: parse error: unexpected "${Object.values(peek() ?? {}).join('')}"`);
  return value;
}

const AGGREGATIONS: Readonly<Record<string, (values: readonly number[]) => number>> = {
  sum: (values) => values.reduce((total, one) => total + one, 0),
  min: (values) => Math.min(...values),
  max: (values) => Math.max(...values),
  count: (values) => values.length,
};

function call(name: string, [first, second, third]: readonly (Value | string)[], at: number): Value {
  const vector = first as readonly Element[];
  const aggregate = AGGREGATIONS[name];
  if (aggregate !== undefined)
    return vector.length === 0
      ? []
      : [{ labels: {}, taken: at, value: aggregate(vector.map(({ value }) => value)) }];
  switch (name) {
    case 'timestamp':
      return vector.map(({ labels: { __name__: _, ...labels }, taken }) => ({
        labels,
        taken: at,
        value: taken,
      }));
    case 'label_replace':
      return vector.map((one) => ({ ...one, labels: { ...one.labels, [String(second)]: String(third) } }));
    case 'vector':
      return [{ labels: {}, taken: at, value: first as number }];
    case 'scalar':
      return vector.length === 1 ? (vector[0] as Element).value : Number.NaN;
    default:
      throw new Error(`1:1: parse error: unknown function with name "${name}"`);
  }
}

const OPERATIONS: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
};

function combine(operator: string, left: Value, right: Value): Value {
  const apply = OPERATIONS[operator] as (a: number, b: number) => number;
  if (typeof left === 'number' && typeof right === 'number') return apply(left, right);
  if (typeof left === 'number')
    return (right as Element[]).map((one) => ({ ...one, value: apply(left, one.value) }));
  if (typeof right === 'number') return left.map((one) => ({ ...one, value: apply(one.value, right) }));
  const [a, b] = [left[0], right[0]];
  return a === undefined || b === undefined
    ? []
    : [{ labels: {}, taken: a.taken, value: apply(a.value, b.value) }];
}
