import { join } from 'node:path';
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { describeWithBrowser } from '../../../support/browser.ts';
import { tempFolder } from '../../../support/temp.ts';
import { GIB } from '../../daemon/world.ts';
import { fill, openStage, playTeam, type Stage, TEAM } from '../stage.ts';

const HOSTILE = 'default/<img src=x onerror="document.title=1">';
const FULL_AT_MAX = '\n  replicas: { min: 1, max: 2 }\n  policies: { threshold: { up: 90% } }';

const summary = (name: string) => `details[data-name=${JSON.stringify(name)}] > summary`;
const textOf = (page: Page, name: string) => page.locator(summary(name)).innerText();
/** Waits until a row says so. */
const says = (page: Page, name: string, text: string) =>
  page.locator(summary(name)).filter({ hasText: text }).waitFor();

describeWithBrowser('the status page', (open) => {
  let stage: Stage;
  beforeEach(async () => {
    stage = await openStage({
      'default/spark': undefined,
      [HOSTILE]: undefined,
      'team-b/small': FULL_AT_MAX,
    });
    stage.world('team-b/small').sizeBytes = 9 * GIB;
    await stage.play(3600, (name, world) => fill(world, name === HOSTILE ? 0.01 : 0.6));
  });
  afterEach(() => stage.stop());

  it('shows every dataset under a strict policy, asks its own server only, and takes names as text', async () => {
    const { page, requests, troubles, close } = await open(stage.url);
    await page.locator('.dataset canvas').nth(2).waitFor();
    expect(await textOf(page, 'default/spark'))
      .to.contain('3 of 1–4 workers')
      .and.to.contain('steady');
    expect(await textOf(page, HOSTILE)).to.contain('<img src=x onerror="document.title=1">');
    expect(await page.title()).to.equal('fluid-autoscaler');
    expect(await page.locator('img').count()).to.equal(0);
    const order = await page.locator('.dataset').evaluateAll((all) => all.map((each) => each.dataset.name));
    expect(order[0], 'what wants attention first').to.equal('team-b/small');
    expect(troubles).to.deep.equal([]);
    expect(
      requests.filter((request) => request !== 'data:,' && !request.startsWith(stage.url)),
    ).to.deep.equal([]);
    const policy = (await page.request.get(stage.url)).headers()['content-security-policy'] ?? '';
    expect(policy).to.contain("default-src 'none'").and.not.to.contain('unsafe');
    await close();
  });

  it('opens a row by keyboard: chart, ladder, what comes, what happened', async () => {
    const { page, troubles, close } = await open(stage.url);
    await page.locator(summary('default/spark')).focus();
    await page.keyboard.press('Enter');
    const panel = page.locator(`details[data-name="default/spark"] .panel`);
    await panel.locator('.ladder').waitFor();
    const text = await panel.innerText();
    expect(text).to.contain('threshold').and.to.contain('wishes for 3').and.to.contain('within 1 and 4');
    expect(text).to.contain('1 → 3 applied').and.to.contain('all 3 workers serve');
    expect(text).to.contain('AlluxioRuntime default/spark');
    const said = await panel.locator('[role=img]').getAttribute('aria-label');
    expect(said).to.match(/^default\/spark: .*Utilization \d+\.\d% last/);
    await page.keyboard.press('Enter');
    await panel.waitFor({ state: 'hidden' });
    expect(troubles).to.deep.equal([]);
    await close();
  });

  it('names the field of the document that would help a cache that is full at its max', async () => {
    const { page, close } = await open(stage.url);
    await says(page, 'team-b/small', 'full at max');
    await page.locator(summary('team-b/small')).click();
    await page.locator('.outcome', { hasText: 'spec.replicas.max' }).waitFor();
    await close();
  });

  it('counts down to what comes', async () => {
    await stage.play(30, (name, world) => {
      if (name === HOSTILE) world.used = 0.94 * GIB;
    });
    const { page, close } = await open(stage.url);
    await page.locator(summary(HOSTILE)).click();
    const coming = page.locator('.coming');
    await coming.waitFor();
    expect(await coming.innerText()).to.match(/in \d+m.*given up/);
    await close();
  });

  it('is live: a change arrives by itself, and only what changed is sent', async () => {
    const { page, troubles, close } = await open(stage.url);
    await says(page, HOSTILE, '1 of 1–4 workers');
    const answers: string[] = [];
    page.on('response', (response) => {
      if (response.url().includes('status.json'))
        void response
          .json()
          .then(({ rows }) => answers.push(rows.map(({ dataset }: { dataset: string }) => dataset).join()));
    });
    await page.waitForResponse((response) => response.url().includes('since='));
    await stage.play(30, (name, world) => {
      if (name === HOSTILE) world.someone(2);
    });
    await says(page, HOSTILE, '2 of 1–4 workers');
    expect(answers.join()).to.contain(HOSTILE);
    expect(troubles).to.deep.equal([]);
    await close();
  });

  it('says that the daemon does not answer, and keeps showing what was known', async () => {
    const { page, close } = await open(stage.url);
    await says(page, 'default/spark', 'steady');
    await stage.stop();
    await page.locator('#live', { hasText: 'no answer' }).waitFor();
    expect(await textOf(page, 'default/spark')).to.contain('steady');
    await close();
  });

  it('finds by name, and shows only what wants attention when asked', async () => {
    const { page, close } = await open(stage.url);
    await says(page, 'default/spark', 'steady');
    const shown = () => page.locator('.dataset:visible').count();
    expect(await shown()).to.equal(3);
    await page.getByRole('button', { name: 'Needs attention' }).click();
    expect(await shown()).to.equal(1);
    expect(await page.getByRole('button', { name: 'Needs attention' }).getAttribute('aria-pressed')).to.equal(
      'true',
    );
    await page.getByRole('button', { name: 'All' }).click();
    await page.getByRole('searchbox').fill('SPARK');
    expect(await shown()).to.equal(1);
    await page.getByRole('searchbox').fill('nothing like it');
    expect(await page.locator('#none').innerText()).to.contain('No dataset');
    await close();
  });

  it('shows why the daemon does not do its job, loudly', async () => {
    stage.subject.daemon = {
      ...stage.subject.daemon,
      leads: false,
      unready: ['the ledger cannot be <b>written</b>'],
      notes: ['OddRuntime is a kind of runtime this version does not know'],
    };
    const { page, close } = await open(stage.url);
    expect(await page.getByRole('alert').innerText()).to.contain('the ledger cannot be <b>written</b>');
    expect(await page.locator('#role').innerText()).to.equal('stands by');
    await close();
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    it(`is readable on a phone, ${colorScheme}: no sideways scrolling, enough contrast`, async () => {
      const { page, close } = await open(stage.url, { colorScheme, viewport: { width: 360, height: 740 } });
      await page.locator(summary('default/spark')).click();
      await page.locator('.ladder').waitFor();
      expect(await page.evaluate('document.documentElement.scrollWidth')).to.equal(360);
      const ratios = await page.evaluate<Record<string, number>>(CONTRASTS);
      for (const [what, ratio] of Object.entries(ratios)) expect(ratio, what).to.be.at.least(4.5);
      expect(Object.keys(ratios).length).to.be.above(20);
      await close();
    });
  }
});

/** What a team of six datasets looks like; with SCREENSHOTS=folder the pictures are kept there, to be looked at. */
describeWithBrowser('pictures of the status page', (open) => {
  const folder = process.env.SCREENSHOTS || tempFolder('screenshots');
  const pictures = [
    { name: 'page-light', colorScheme: 'light', width: 1180, height: 760 },
    { name: 'page-dark', colorScheme: 'dark', width: 1180, height: 760 },
    { name: 'page-phone', colorScheme: 'dark', width: 360, height: 780 },
  ] as const;
  let stage: Stage;
  before(async () => {
    stage = await openStage(TEAM);
    await playTeam(stage);
  });
  after(() => stage.stop());

  for (const { name, colorScheme, ...viewport } of pictures) {
    it(name, async () => {
      const { page, troubles, close } = await open(stage.url, { colorScheme, viewport, timezoneId: 'UTC' });
      await page.locator(summary('default/spark')).click();
      await page.locator('.ladder').waitFor();
      await page.locator('.dataset canvas').nth(3).waitFor();
      const picture = await page.screenshot({ path: join(folder, `${name}.png`) });
      expect(picture.length).to.be.above(20_000);
      expect(troubles).to.deep.equal([]);
      await close();
    });
  }
});

/** Contrast of every piece of text with the ground it stands on, the lowest of each class, by WCAG's formula. */
const CONTRASTS = `(() => {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 1;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  const over = (colours) => {
    context.clearRect(0, 0, 1, 1);
    for (const colour of colours) { context.fillStyle = colour; context.fillRect(0, 0, 1, 1); }
    return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const light = (rgb) => {
    const [r, g, b] = rgb.map((part) => part / 255).map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const lowest = {};
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || !element.checkVisibility() || element.closest('script, noscript, .visually-hidden, .skip')) continue;
    const grounds = [];
    for (let each = element; each; each = each.parentElement) grounds.unshift(getComputedStyle(each).backgroundColor);
    const ground = over(grounds);
    const [a, b] = [light(over([...grounds, getComputedStyle(element).color])), light(ground)].sort((x, y) => y - x);
    const name = element.tagName + '.' + element.className;
    lowest[name] = Math.min(lowest[name] ?? 99, (a + 0.05) / (b + 0.05));
  }
  return lowest;
})()`;
