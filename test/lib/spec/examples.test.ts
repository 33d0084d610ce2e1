import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect } from 'chai';
import { parseAllDocuments } from 'yaml';
import { projectRoot } from '../../../lib/root.ts';
import { budgetForm } from '../../../lib/spec/budget/document.ts';
import { documentJsonSchema, editorSchema } from '../../../lib/spec/document.ts';
import { isTestFile } from '../../../lib/spec/files.ts';
import { loadDocuments } from '../../../lib/spec/load.ts';
import { policies } from '../../../policies/index.ts';
import { DESIGN } from './make.ts';

const folder = join(projectRoot, 'examples');
const documents = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
/** Tests of policies have a form of their own: test/cmd/test.test.ts runs them. */
const files = documents.filter((name) => !isTestFile(name));
const textOf = (file: string) => readFileSync(join(folder, file), 'utf8');

// Formats are held by patterns beside them; strict finds a keyword that no validator knows.
const ajv = new Ajv2020({
  strict: true,
  strictTypes: false,
  strictRequired: false,
  allErrors: true,
  validateFormats: false,
});
const forms: Readonly<Record<string, ReturnType<typeof ajv.compile>>> = {
  DatasetAutoscaler: ajv.compile(documentJsonSchema(policies)),
  DatasetBudget: ajv.compile(editorSchema(budgetForm().tree)),
};
/** Of a document of no kind that there is. */
const OTHER = 'DatasetAutoscaler';

/** What an editor would underline, as paths. */
function editorFaults(text: string): readonly string[] {
  return parseAllDocuments(text).flatMap((document) => {
    const { kind } = document.toJS() as { kind?: string };
    const fits = forms[kind ?? OTHER] ?? (forms[OTHER] as (typeof forms)[string]);
    const valid = fits(document.toJS());
    return valid ? [] : (fits.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  });
}

describe('the examples', () => {
  for (const file of files) {
    it(`${file} is accepted by the reader and by the JSON Schema`, () => {
      const { documents, faults } = loadDocuments(textOf(file), file, policies);
      expect(faults).to.deep.equal([]);
      expect(documents.length).to.be.above(0);
      expect(editorFaults(textOf(file))).to.deep.equal([]);
    });

    it(`${file} is refused by both with any one field mistyped`, () => {
      const [first] = parseAllDocuments(textOf(file));
      const fields = [...new Set(keysOf(first?.toJS()))].filter((key) => !FREE.includes(key));
      expect(fields.length).to.be.above(6);
      for (const field of fields) {
        const typo = textOf(file).replace(new RegExp(`(?<=^|[\\s{])${field}:`, 'm'), `${field}x:`);
        expect(loadDocuments(typo, file, policies).faults, `${field} mistyped`).to.not.deep.equal([]);
        expect(editorFaults(typo), `${field} mistyped`).to.not.deep.equal([]);
      }
    });
  }

  it('are one dataset each, so that the folder is valid as a whole', () => {
    const keys = files.flatMap((file) =>
      loadDocuments(textOf(file), file, policies).documents.map(({ key }) => key),
    );
    expect(new Set(keys).size).to.equal(keys.length);
  });

  it('begin with the document of the design, word for word', () => {
    expect(textOf('spark.yaml')).to.equal(DESIGN);
  });

  it('are all named in the README, and nothing else is', () => {
    const named = readFileSync(join(folder, 'README.md'), 'utf8').match(/(?<=\]\()[\w.-]+\.yaml/g) ?? [];
    expect([...named].sort()).to.deep.equal([...documents].sort());
  });
});

/** Names a user chooses. */
const FREE = ['team'];

function keysOf(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(keysOf);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => [key, ...keysOf(child)]);
}

describe('the reader and the JSON Schema', () => {
  const wrong: readonly [string, string, string][] = [
    ['a percentage without its sign', 'up: 90%', 'up: 90'],
    ['a duration without its unit', 'afterUp: 20m', 'afterUp: 20'],
    ['an unknown word', 'scaleDown: disabled', 'scaleDown: off'],
    ['a count in quotes', 'max: 4', 'max: "4"'],
    ['a count that is not whole', 'max: 4', 'max: 4.5'],
    ['a negative count', 'min: 1', 'min: -1'],
    ['no max', ', max: 4', ''],
    ['another kind', 'kind: DatasetAutoscaler', 'kind: HorizontalPodAutoscaler'],
    ['another version', 'v1alpha1', 'v1'],
    ['a dataset by no name', 'dataset: spark', 'dataset: Spark'],
    ['a mapping for a list', '[{ pods: 2, per: 10m }]', '{ pods: 2, per: 10m }'],
    ['an empty list', '[{ pods: 2, per: 10m }]', '[]'],
    ['paused without a reason', 'dataset: spark', 'mode: paused'],
    ['an address with a password', 'dataset: spark', 'engine: { url: "http://u:p@host" }'],
  ];
  for (const [name, right, instead] of wrong) {
    it(`both refuse ${name}`, () => {
      const text = DESIGN.replace(right, instead);
      expect(text).to.not.equal(DESIGN);
      expect(loadDocuments(text, 'a.yaml', policies).faults).to.not.deep.equal([]);
      expect(editorFaults(text)).to.not.deep.equal([]);
    });
  }

  const good: readonly [string, string, string][] = [
    ['a duration of 0 without quotes', 'afterUp: 20m', 'afterUp: 0'],
    [
      'a pause with its reason',
      'dataset: spark',
      'mode: paused\n  paused: { by: ana, why: x, until: 2100-01-01T00:00:00Z }',
    ],
    ['no policies', DESIGN.slice(DESIGN.indexOf('  policies:')), ''],
  ];
  for (const [name, right, instead] of good) {
    it(`both accept ${name}`, () => {
      const text = DESIGN.replace(right, instead);
      expect(text).to.not.equal(DESIGN);
      expect(loadDocuments(text, 'a.yaml', policies).faults).to.deep.equal([]);
      expect(editorFaults(text)).to.deep.equal([]);
    });
  }
});
