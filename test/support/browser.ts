/** A real Chromium for tests of pages. It may talk to 127.0.0.1 only, and every request it makes is kept. */
import { existsSync } from 'node:fs';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { describeNeeding } from './describe-needing.ts';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
/** Headless, and silent towards everybody but the page's own server. */
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
];

/** In CHROMIUM, else where Debian and others put it; null when there is none. */
export function findChromium(): string | null {
  const given = process.env.CHROMIUM;
  if (given) return existsSync(given) ? given : null;
  return PLACES.find((place) => existsSync(place)) ?? null;
}

const HINT =
  'Chromium: not found; install it (Debian: apt-get install chromium) or name its program in CHROMIUM';

export interface OpenPage {
  readonly page: Page;
  /** What the page asked for, in order. */
  readonly requests: readonly string[];
  /** What should not be there: violations of the policy (the console names them), errors of scripts, requests that failed. */
  readonly troubles: readonly string[];
  close(): Promise<void>;
}

export type Opener = (url: string, options?: BrowserContextOptions) => Promise<OpenPage>;

/** A suite that looks at pages in one Chromium of its own. @param define gets what opens a page in a fresh profile */
export function describeWithBrowser(title: string, define: (open: Opener) => void): void {
  const executablePath = findChromium();
  describeNeeding(executablePath === null ? HINT : null, title, (suite) => {
    suite.timeout(120_000);
    let browser: Browser | undefined;
    before('start Chromium', async () => {
      const { chromium } = await import('playwright-core');
      browser = await chromium.launch({ executablePath: executablePath ?? '', args: FLAGS });
    });
    after('stop Chromium', () => browser?.close());
    define(async (url, options) => {
      if (browser === undefined) throw new Error('Chromium is there in hooks and tests only');
      return openPage(await browser.newContext(options), url);
    });
  });
}

async function openPage(context: BrowserContext, url: string): Promise<OpenPage> {
  const requests: string[] = [];
  const troubles: string[] = [];
  const page = await context.newPage();
  page.on('request', (request) => requests.push(request.url()));
  page.on('requestfailed', (request) => troubles.push(`${request.url()}: ${request.failure()?.errorText}`));
  page.on('pageerror', (error) => troubles.push(`${error}`));
  page.on('console', (message) => {
    if (message.type() === 'error') troubles.push(message.text());
  });
  await page.goto(url);
  return { page, requests, troubles, close: () => context.close() };
}
