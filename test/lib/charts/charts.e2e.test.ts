import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { selfContainedPage } from '../../../lib/charts/document.ts';
import { html } from '../../../lib/charts/html.ts';
import type { ChartSpec } from '../../../lib/charts/spec.ts';
import { describeWithBrowser } from '../../support/browser.ts';

const NOON = Date.UTC(2026, 10, 22, 12) / 1000;
const times = Array.from({ length: 120 }, (_, index) => NOON + 30 * index);
const spec: ChartSpec = {
  label: '<b>default/spark</b>',
  times,
  series: [
    {
      label: 'Utilization',
      unit: 'share',
      shape: 'area',
      tone: 'usage',
      values: times.map((_, i) => i / 120),
    },
    {
      label: 'Replicas',
      unit: 'count',
      shape: 'steps',
      tone: 'replicas',
      values: times.map((_, i) => (i < 60 ? 1 : 3)),
    },
  ],
  marks: [{ at: NOON + 30 * 60, label: '1 → 3 <i>', tone: 'replicas' }],
  levels: [{ value: 0.9, unit: 'share', label: 'threshold 90%', tone: 'bad' }],
};
const page = selfContainedPage({
  title: 'charts',
  body: html`<div id="large"></div><div id="small"></div>`,
  data: { spec, times: spec.times.length },
  script: `
    const { spec } = fluidCharts.embedded();
    globalThis.large = fluidCharts.draw(document.getElementById('large'), spec, { zone: 'utc' });
    fluidCharts.draw(document.getElementById('small'), spec, { compact: true });`,
});

/** Pixels of a chart that are of (nearly) this colour; `rgb` as three numbers. */
const countPixels = (selector: string, rgb: readonly number[]) => `(() => {
  const canvas = document.querySelector('${selector} canvas');
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  let count = 0;
  for (let i = 0; i < data.length; i += 4)
    if (data[i + 3] > 200 && [${rgb}].every((part, k) => Math.abs(data[i + k] - part) < 12)) count++;
  return count;
})()`;
const BLUE = { light: [0x16, 0x68, 0xc7], dark: [0x6c, 0xb0, 0xff] };

describeWithBrowser('charts in a browser', (open) => {
  let server: Server;
  let url = '';
  before(async () => {
    server = createServer((_, response) => response.setHeader('content-type', 'text/html').end(page));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  it('are drawn from embedded data under the page’s own policy, in the colours of light and dark', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page: tab, requests, troubles, close } = await open(url, { colorScheme });
      const drawn = { light: 0, dark: 0 };
      for (const scheme of ['light', 'dark'] as const)
        drawn[scheme] = await tab.evaluate<number>(countPixels('#large', BLUE[scheme]));
      const other = colorScheme === 'light' ? 'dark' : 'light';
      expect(drawn[colorScheme], colorScheme).to.be.above(500);
      expect(drawn[other], `not ${other}`).to.be.below(50);
      expect(await tab.evaluate<number>(countPixels('#small', BLUE[colorScheme]))).to.be.above(50);
      expect(troubles).to.deep.equal([]);
      expect(requests.filter((request) => request !== 'data:,')).to.deep.equal([url]);
      await close();
    }
  });

  it('say their figures in words, and name the mark and the figures under the cursor', async () => {
    const { page: tab, close } = await open(url);
    const label = await tab.getAttribute('#large [role=img]', 'aria-label');
    expect(label).to.equal(
      '<b>default/spark</b>. Utilization 99.2% last, between 0.0% and 99.2%; Replicas 3 last, between 1 and 3.',
    );
    const box = await tab.locator('#large .u-over').boundingBox();
    await tab.hover('#large .u-over', { position: { x: (box?.width ?? 0) * (60 / 119), y: 50 } });
    const legend = await tab.locator('#large .chart-legend').innerText();
    expect(legend).to.contain('50.0%').and.to.contain('1 → 3 <i>').and.to.contain('2026-11-22 12:30:00Z');
    await close();
  });

  it('take new data, another number of series, and another width', async () => {
    const { page: tab, troubles, close } = await open(url, { viewport: { width: 1000, height: 600 } });
    const first = JSON.stringify({ ...spec, label: 'next', series: spec.series.slice(0, 1) });
    await tab.evaluate(`large.update(${first})`);
    expect(await tab.getAttribute('#large [role=img]', 'aria-label')).to.match(/^next\. Utilization [^;]*$/);
    await tab.setViewportSize({ width: 360, height: 600 });
    await tab.waitForFunction(`document.querySelector('#large canvas').clientWidth <= 360`);
    expect(await tab.evaluate('document.documentElement.scrollWidth')).to.equal(360);
    await tab.evaluate('large.destroy()');
    expect(await tab.evaluate(`document.getElementById('large').childElementCount`)).to.equal(0);
    expect(troubles).to.deep.equal([]);
    await close();
  });
});
