import { expect } from 'chai';
import { reportPage } from '../../../../lib/report/page/page.ts';
import { steps } from '../../../../lib/report/page/steps.ts';
import { bytes, errorSentence, money, part, span } from '../../../../lib/report/page/words.ts';
import { costOf, parsePrice } from '../../../../lib/report/price.ts';
import { reportJson } from '../../../../lib/report/report.ts';
import {
  articleSteps,
  decisionRecord,
  documentOf,
  HALF,
  MINUTE,
  NOON,
  policyRecord,
  type Step,
  writeLedger,
} from '../make.ts';
import { reportOfLedger } from '../make-report.ts';

describe('a report', () => {
  it('of the same ledger is the same, to the byte, as a page and as JSON', async () => {
    const folder = await writeLedger(articleSteps().steps);
    const [one, two] = [await reportOfLedger(folder), await reportOfLedger(folder)];
    expect(reportPage(two)).to.equal(reportPage(one));
    expect(reportJson(two)).to.equal(reportJson(one));
    expect(JSON.parse(reportJson(one))).to.have.nested.property('datasets[0].figures.scalings', 1);
  });

  it('names nothing outside itself: no address, no link but to its own parts', async () => {
    const page = reportPage(await reportOfLedger(await writeLedger(articleSteps().steps)));
    const body = page.slice(page.indexOf('<body>'), page.indexOf('<script>', page.indexOf('<body>')));
    expect(body).to.not.match(/(href|src)="(?!#|data:,)/);
    expect(page).to.contain('default-src &#39;none&#39;');
    expect(page).to.not.match(/unsafe-inline|<[^>]* on[a-z]+=|<[^>]* style=/);
  });

  it('of several datasets begins with all of them at a glance', async () => {
    const other = documentOf(policyRecord().text.replaceAll('spark', 'imagenet'));
    const more: Step = [
      NOON + MINUTE,
      policyRecord(other),
      decisionRecord(NOON + MINUTE, HALF, { document: other }),
    ];
    const page = reportPage(
      await reportOfLedger(
        await writeLedger([...articleSteps().steps, [NOON + 5 * MINUTE, ...(more.slice(1) as never[])]]),
      ),
    );
    expect(page).to.contain('<h1>2 datasets</h1>');
    expect(page).to.contain('<a href="#dataset-0">default/imagenet</a>');
    expect(page).to.contain('id="dataset-1"');
  });
});

describe('a price', () => {
  const GOOD: [string, ReturnType<typeof parsePrice>][] = [
    ['0.004/GiB-hour', { amount: 0.004, currency: '', per: 'GiB-hour' }],
    ['0.12EUR/worker-hour', { amount: 0.12, currency: 'EUR', per: 'worker-hour' }],
    ['3 $/worker-hour', { amount: 3, currency: '$', per: 'worker-hour' }],
  ];
  for (const [text, price] of GOOD)
    it(`is read from ${text}`, () => expect(parsePrice(text)).to.deep.equal(price));
  for (const text of ['', '1', '1/GiB', '-1/GiB-hour', '1<b>/GiB-hour', '1,2/GiB-hour', '1/worker-hour/x'])
    it(`is not ${JSON.stringify(text)}`, () => expect(parsePrice(text)).to.equal(null));

  it('is of capacity, or of workers whatever they hold', () => {
    const figures = { provisionedGiBHours: 10, wastedGiBHours: 4, workerHours: 5 } as Parameters<
      typeof costOf
    >[0];
    expect(costOf(figures, { amount: 2, currency: '', per: 'GiB-hour' })).to.deep.equal({
      provisioned: 20,
      wasted: 8,
    });
    expect(costOf(figures, { amount: 2, currency: '', per: 'worker-hour' })).to.deep.equal({
      provisioned: 10,
      wasted: null,
    });
  });
});

describe('figures of a report in words', () => {
  const CASES: [string, string][] = [
    [span(59_400), '59s'],
    [span(3_600_000 + 29_000), '1h'],
    [part(1, 3), '33.3%'],
    [part(1, 0), '–'],
    [bytes(null), 'not recorded'],
    [bytes(2 ** 30), '1.00GiB'],
    [money(0.0051, { amount: 1, currency: 'EUR', per: 'GiB-hour' }), '0.0051 EUR'],
    [money(null, { amount: 1, currency: '', per: 'worker-hour' }), '–'],
  ];
  for (const [said, wanted] of CASES) it(wanted, () => expect(said).to.equal(wanted));

  it('say how far a replay is off, never minus nothing', () => {
    const error = {
      recorded: 2,
      replayed: 3,
      same: 2,
      shiftMs: { mean: 5000, most: 10_000 },
      replicas: 0.25,
    };
    expect(errorSentence({ ...error, utilization: 1.5, ufs: -0.0001 })).to.equal(
      '2 of 2 recorded changes of the count come about the same (3 replayed), 5s apart on average and 10s at most; on average off by 0.250 workers, 1.50 points of utilization, and 0.0% fewer bytes from the under-store',
    );
    expect(errorSentence({ ...error, recorded: 1, shiftMs: null, utilization: null, ufs: null })).to.equal(
      '2 of 1 recorded change of the count come about the same (3 replayed); on average off by 0.250 workers',
    );
  });

  it('hold until they change, side by side', () => {
    expect(
      steps(
        [
          [
            [1, 10],
            [3, 30],
          ],
          [[2, 5]],
        ],
        4,
      ),
    ).to.deep.equal({
      times: [1, 2, 3, 4],
      values: [
        [10, 10, 30, 30],
        [null, 5, 5, 5],
      ],
    });
  });
});
