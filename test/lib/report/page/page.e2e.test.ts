import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import type { LedgerEntry } from '../../../../lib/model/records.ts';
import { reportPage } from '../../../../lib/report/page/page.ts';
import { reportOf } from '../../../../lib/report/report.ts';
import { describeWithBrowser } from '../../../support/browser.ts';
import { tempFolder } from '../../../support/temp.ts';
import { ARTICLE_POLICY, exampleText, policyOf } from '../../simulate/make.ts';
import { record, replayOf } from '../../simulate/replay/make.ts';

const SPEC = `  duration: 3h
  dataset: { size: 5GiB }
  workers: { capacity: 1GiB, startUp: 40s }
  loads: [{ at: 90s, rate: 40MiB/s }]
  reads: [{ at: 30m, rate: 60MiB/s, for: 50m }]
  outages: [{ at: 2h, for: 7m, engine: hangs }]
  scalings: [{ at: 150m, to: 3, by: kubectl }]`;

/** Markup, an end of a script, an escape sequence and a change of direction, as a field manager and a file. */
const HOSTILE = '</script><img src=x onerror="document.title=1">\u001b[31m\u202e';
const hostile = (entry: LedgerEntry): LedgerEntry =>
  entry.kind === 'change' ? { ...entry, manager: HOSTILE } : entry;

describeWithBrowser('a report in a browser', (open) => {
  let url = '';
  before('make a report', async () => {
    const other = policyOf(exampleText('target.yaml'), '<i>other</i>.yaml');
    const { folder } = await record(SPEC, { policy: { ...ARTICLE_POLICY, file: HOSTILE } }, hostile);
    const { timelines, whatIf } = await replayOf(folder, { others: [other] });
    const price = { amount: 0.004, currency: 'EUR', per: 'GiB-hour' } as const;
    const report = reportOf(timelines, {
      version: '9.9.9',
      price,
      whatIf: new Map([['default/spark', whatIf]]),
    });
    const file = join(tempFolder('page'), 'report.html');
    writeFileSync(file, reportPage(report));
    url = pathToFileURL(file).href;
  });

  /** Where a person who works on the page finds what the tests saw: FOLDER in SCREENSHOTS. */
  const keep = async (
    page: { screenshot(options: { path: string; fullPage: boolean }): Promise<unknown> },
    name: string,
  ) => {
    const folder = process.env.SCREENSHOTS;
    if (!folder) return;
    mkdirSync(folder, { recursive: true });
    await page.screenshot({ path: join(folder, `report-${name}.png`), fullPage: true });
  };
  /** Charts are drawn when they come near. */
  const drawAll = 'dispatchEvent(new Event("beforeprint"))';

  it('opens from disk, asks nobody for anything, and breaks no rule of its own', async () => {
    const { page, requests, troubles, close } = await open(url);
    await page.evaluate(drawAll);
    expect(await page.locator('canvas').count()).to.equal(5);
    expect(requests.filter((one) => one !== 'data:,')).to.deep.equal([url]);
    expect(troubles).to.deep.equal([]);
    await close();
  });

  it('draws each chart in colour, in light and dark', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page, close } = await open(url, { colorScheme, viewport: { width: 1100, height: 900 } });
      await page.evaluate(drawAll);
      await keep(page, colorScheme);
      const coloured = await page.evaluate<
        number[]
      >(`[...document.querySelectorAll('canvas')].map((canvas) => {
        const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
        let count = 0;
        for (let i = 0; i < data.length; i += 4)
          if (data[i + 3] > 200 && Math.max(data[i], data[i + 1], data[i + 2]) - Math.min(data[i], data[i + 1], data[i + 2]) > 60) count++;
        return count;
      })`);
      for (const count of coloured) expect(count, colorScheme).to.be.above(300);
      const ground = await page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
      expect(ground).to.equal(colorScheme === 'light' ? 'rgb(245, 246, 248)' : 'rgb(13, 16, 20)');
      await close();
    }
  });

  it('shows what comes from outside as text, whatever it holds', async () => {
    const { page, close } = await open(url);
    expect(await page.title()).to.match(/^default\/spark, 2026-01-01 00:00:00 to /);
    expect(await page.locator('img, i:not(.chart-swatch)').count()).to.equal(0);
    const text = await page.locator('body').innerText();
    expect(text).to.contain('by </script><img src=x onerror="document.title=1">\\u{1b}[31m\\u{202e}');
    expect(text).to.contain('<i>other</i>.yaml');
    expect(text).to.not.contain('\u001b').and.not.contain('\u202e');
    await close();
  });

  it('fits a phone: nothing but tables is wider than the screen, and those scroll by themselves', async () => {
    const { page, close } = await open(url, { viewport: { width: 360, height: 740 }, deviceScaleFactor: 2 });
    await page.evaluate(drawAll);
    await keep(page, 'phone');
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).to.be.at.most(360);
    expect(await page.locator('canvas').count()).to.equal(5);
    await close();
  });

  it('prints with every chart drawn, also those nobody had scrolled to', async () => {
    const { page, close } = await open(url, { viewport: { width: 900, height: 300 } });
    expect(await page.locator('canvas').count()).to.be.below(5);
    const pdf = await page.pdf({ format: 'A4' });
    expect(pdf.length).to.be.above(20_000);
    expect(await page.locator('canvas').count()).to.equal(5);
    await close();
  });

  it('says every figure as text: cost, error, what was decided, and why it stayed', async () => {
    const { page, close } = await open(url);
    const text = await page.locator('main').innerText();
    expect(text).to.match(/COST|cost/);
    expect(text).to.match(/2 of 2 recorded changes of the count come about the same \(2 replayed\)/);
    expect(text).to.contain('move 1 -> 3');
    expect(text).to.contain('AboveThreshold');
    expect(text).to.contain('For 7m the cache could not be read');
    await close();
  });
});
