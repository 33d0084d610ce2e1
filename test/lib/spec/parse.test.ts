import { expect } from 'chai';
import fc from 'fast-check';
import { type Fault, formatFault } from '../../../lib/spec/fault.ts';
import { LARGEST_FILE, parseDocuments } from '../../../lib/spec/parse.ts';
import { policies } from '../../../policies/index.ts';
import { DESIGN, samples, yaml } from './make.ts';

const parse = (text: string) => parseDocuments(text, 'a.yaml', samples);
const faults = (text: string) => parse(text).faults;
const only = (text: string): Fault => {
  const found = faults(text);
  expect(found.map((fault) => formatFault(fault))).to.have.lengthOf(1);
  return found[0] as Fault;
};

describe("the design's document", () => {
  it('is accepted exactly as it stands', () => {
    const { documents, faults } = parseDocuments(DESIGN, 'spark.yaml', policies);
    expect(faults).to.deep.equal([]);
    expect(documents[0]?.document.spec).to.deep.include({
      dataset: 'spark',
      replicas: { min: 1, max: 4 },
      policies: {
        threshold: { up: 90_000 },
        step: { up: [{ pods: 2, per: 600_000 }] },
        cooldown: { afterUp: 1_200_000 },
        scaleDown: 'disabled',
      },
    });
  });
});

describe('a document that says little', () => {
  const [document] = parse(yaml()).documents;

  it('is filled with defaults', () => {
    expect(document?.document.spec).to.deep.equal({
      replicas: { min: 1, max: 4 },
      policies: {},
      mode: 'auto',
      respect: 3_600_000,
      adopt: 'hold',
      otherAutoscalers: 'hold',
      semantics: 'native',
    });
    expect(document).to.include({
      key: 'default/spark',
      namespace: 'default',
      dataset: 'spark',
      file: 'a.yaml',
    });
  });

  it('names each default it was given', () => {
    expect(document?.defaults).to.deep.equal([
      "spec.dataset: spark, the document's own name",
      'spec.replicas.min: 1',
      'spec.mode: auto',
      'spec.respect: 1h',
      'spec.adopt: hold',
      'spec.otherAutoscalers: hold',
      'spec.semantics: native',
    ]);
  });

  it('names no default for what it says', () => {
    const spec =
      'dataset: x\nreplicas: { min: 1, max: 4 }\nmode: auto\nrespect: 1h\nadopt: hold\notherAutoscalers: hold\nsemantics: native';
    expect(parse(yaml({ spec })).documents[0]?.defaults).to.deep.equal([]);
  });

  it('is about the dataset of its own name', () => {
    expect(parse(yaml({ name: 'x', namespace: 'n' })).documents[0]?.key).to.equal('n/x');
    expect(parse(yaml({ spec: 'dataset: other\nreplicas: { max: 1 }' })).documents[0]?.key).to.equal(
      'default/other',
    );
  });
});

describe('a file that holds no policy document', () => {
  const cases: readonly [string, string, string, RegExp][] = [
    [
      'of another kind',
      'apiVersion: v1\nkind: Secret\nmetadata: { name: x }\n',
      '2:7',
      /^"Secret" is not allowed$/,
    ],
    [
      'of another version',
      yaml().replace('v1alpha1', 'v1'),
      '1:13',
      /^"fluid-autoscaler.dev\/v1" is not allowed$/,
    ],
    ['that is a list', '- a\n- b\n', '1:1', /^a list is not allowed$/],
    ['that is a word', 'hello', '1:1', /^"hello" is not allowed$/],
    ['that is empty', ' \n\n', '1:1', /^the file is empty$/],
    ['that is too large', `# ${'x'.repeat(LARGEST_FILE)}`, '1:1', /^the file is larger than 1048576 bytes$/],
    [
      'with a document that is too large',
      `---\na: "${'x'.repeat(70_000)}"`,
      '1:1',
      /^the document is larger than 65536 bytes$/,
    ],
    ['that is not YAML', 'a: "never closed\n', '2:1', /^not YAML: Missing closing "quote$/],
  ];
  for (const [name, text, at, problem] of cases) {
    it(`is one fault: a file ${name}`, () => {
      const fault = only(text);
      expect(`${fault.line}:${fault.column}`).to.equal(at);
      expect(fault.problem).to.match(problem);
      expect(fault.allowed).to.not.equal(undefined);
    });
  }

  it('is only noted when it is comments alone', () => {
    const { documents, faults, notes } = parse('# switched off for now\n---\n# this too\n');
    expect([documents, faults]).to.deep.equal([[], []]);
    expect(notes.map(({ text }) => text)).to.deep.equal(['no document in this file: comments only']);
  });
});

describe('several documents in one file', () => {
  const good = (name: string) => yaml({ name });

  for (const [name, broken] of [
    ['a wrong field', yaml({ name: 'bad', spec: 'replicas: 4' })],
    ['a bracket never closed', 'spec: { a: [1,\n'],
    ['a quote never closed', 'a: "open\n'],
    ['an object of another kind', 'kind: ConfigMap\n'],
    ['a tab', 'a:\n\tb: 1\n'],
  ] as const) {
    it(`stay in force beside one with ${name}`, () => {
      const { documents, faults } = parse([good('one'), broken, good('two')].join('---\n'));
      expect(documents.map(({ dataset }) => dataset)).to.deep.equal(['one', 'two']);
      expect(faults.length).to.be.above(0);
      for (const { line } of faults) expect(line).to.be.within(7, 13);
    });
  }

  it('each know their own text, from which they can be read again', () => {
    const text = `\uFEFF# head\n${good('one')}\n---\n\n  \n${good('two')}\n\n`;
    const { documents } = parse(text);
    expect(documents).to.have.lengthOf(2);
    for (const { text, hash, document } of documents) {
      const [again] = parse(text).documents;
      expect(again).to.deep.include({ text, hash, document });
    }
  });

  it('stop being read after two hundred faults', () => {
    const found = faults('x\n---\n'.repeat(1000));
    expect(found).to.have.lengthOf(201);
    expect(found.at(-1)?.problem).to.match(/the rest of the file is not read$/);
  });

  it('may be written as JSON', () => {
    const json = {
      apiVersion: 'fluid-autoscaler.dev/v1alpha1',
      kind: 'DatasetAutoscaler',
      metadata: { name: 'a' },
    };
    const text = JSON.stringify({ ...json, spec: { replicas: { max: 2 } } }, null, '\t');
    expect(parse(text).faults).to.deep.equal([]);
    expect(parse(text).documents[0]?.key).to.equal('default/a');
  });

  it('may have Windows line ends', () => {
    const text = [good('one'), good('two')].join('---\n').replaceAll('\n', '\r\n');
    expect(parse(text).documents.map(({ key }) => key)).to.deep.equal(['default/one', 'default/two']);
  });
});

describe('a document cut off anywhere', () => {
  const text = yaml({ spec: 'replicas: { max: 2 }\npolicies: { fill: { up: "90%" } }\nrespect: 1h' });

  it('is a document, a fault or a note, and never an error thrown', () => {
    for (let length = 0; length <= text.length; length++) {
      const { documents, faults, notes } = parse(text.slice(0, length));
      expect(documents.length + faults.length + notes.length, text.slice(0, length)).to.be.above(0);
    }
  });
});

describe('a document damaged anyhow', () => {
  const text = `${DESIGN}---\n${yaml({ name: 'other' })}`;
  const piece = fc.oneof(
    fc.string({ maxLength: 6, unit: 'binary' }),
    fc.constantFrom(
      '---',
      '...',
      '{',
      '[',
      ']',
      ': ',
      '- ',
      '&a ',
      '*a',
      '<<: ',
      '|',
      '>',
      '!x ',
      '%',
      '"',
      "'",
      '#',
      '\t',
      '\r',
      '\n',
      '? ',
      '0x',
    ),
  );
  const wound = fc.tuple(fc.nat(text.length), fc.nat(12), piece);

  it('is never an error thrown, and every fault stands somewhere in the file', () => {
    const law = fc.property(fc.array(wound, { minLength: 1, maxLength: 4 }), (wounds) => {
      let damaged = text;
      for (const [at, length, instead] of wounds)
        damaged = damaged.slice(0, at) + instead + damaged.slice(at + length);
      const lines = damaged.split('\n').length;
      for (const fault of parseDocuments(damaged, 'a.yaml', policies).faults) {
        expect(fault.line).to.be.within(1, lines);
        expect(fault.column).to.be.at.least(1);
        expect(fault.problem).to.not.equal('');
        expect(formatFault(fault, damaged)).to.match(/^a\.yaml:\d+:\d+: /);
      }
    });
    fc.assert(law, { numRuns: 100 });
  });
});
