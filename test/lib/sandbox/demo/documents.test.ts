import { expect } from 'chai';
import { allowedOn, documentFor } from '../../../../lib/sandbox/demo/documents.ts';
import { type RuntimeName, runtimeNames } from '../../../../lib/sandbox/kinds/contract.ts';
import { behaviours } from '../../../../lib/sandbox/kinds/table.ts';
import { loadDocuments } from '../../../../lib/spec/load.ts';
import { policies } from '../../../../policies/index.ts';

const began = Date.parse('2026-01-05T08:00:30Z');
const page = 'http://127.0.0.1:4711/usage';
const textOf = (runtime: RuntimeName, at = began) =>
  documentFor(runtime, 2 ** 30)?.({ page, began: at }) ?? null;

describe('what the demo plays', () => {
  it('is the article’s document on every kind that tells its figures and its size', () => {
    const own = runtimeNames.filter((runtime) => textOf(runtime) === null);
    expect(own).to.have.members(['alluxio', 'goosefs', 'jindo', 'juicefs']);
  });

  for (const runtime of runtimeNames.filter((name) => textOf(name) !== null)) {
    it(`on ${runtime} is a sound document, with the sources it needs`, () => {
      const { documents, faults } = loadDocuments(textOf(runtime) ?? '', 'demo.yaml', policies);
      expect(faults).to.deep.equal([]);
      const [document] = documents;
      expect(document?.key).to.equal('default/spark');
      const given = behaviours[runtime].telling.by === 'given';
      expect(document?.plan.sources.map(({ type }) => type)).to.deep.equal(
        given ? ['http'] : ['engine', 'status'],
      );
    });
  }

  for (const [at, cron] of [
    ['2026-01-05T08:00:30Z', '2 8 * * *'],
    ['2026-01-05T08:00:00Z', '1 8 * * *'],
    ['2026-01-05T23:59:00.001Z', '1 0 * * *'],
  ] as const) {
    it(`opens its window at a full minute, a minute away at least: ${at}`, () => {
      expect(textOf('juicefs-community', Date.parse(at))).to.contain(`start: ${cron},`);
    });
  }

  it('allows the daemon what its kind needs, and nothing else', () => {
    const allowed = runtimeNames.map((runtime) => [runtime, [...allowedOn(runtime)]]);
    expect(Object.fromEntries(allowed.filter(([, what]) => what?.length))).to.deep.equal({
      cache: ['exec', 'cacheruntimes'],
      juicefs: ['exec'],
      thin: ['statefulsets'],
    });
  });
});
