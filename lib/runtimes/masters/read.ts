import type { KubeObject } from '../../kube/objects.ts';
import type { Blind } from '../../model/observation.ts';
import { blind, isBlind } from '../blind.ts';
import type { EngineFigures, EnginePage, ReadOptions } from '../contract.ts';
import { overNetwork } from '../reach.ts';
import { scanPage } from '../scan.ts';
import type { Masters } from './masters.ts';

/** What one master said. */
export interface Answer {
  readonly page: EnginePage;
  /** Which of the page's addresses it was. */
  readonly url: URL;
  readonly result: EngineFigures | Blind;
}

export interface AskOptions {
  readonly runtime: KubeObject | null;
  /** The address that had the page when last asked; looked at first. */
  readonly first: string | null;
}

/** The page is not at this address; perhaps at another one of the same master. */
const NOT_THERE: readonly string[] = ['EngineNotFound', 'EngineStatus', 'EngineNotMetrics', 'EngineEmpty'];

/** Asks one master for its page, at one address after the other until it is there. */
export async function askMaster(
  masters: Masters,
  page: EnginePage,
  { runtime, first }: AskOptions,
  options: ReadOptions,
): Promise<Answer> {
  const addresses = [page.url, ...(page.otherwise ?? [])];
  const ordered = addresses.toSorted((a, b) => Number(b.href === first) - Number(a.href === first));
  let answer: Answer | null = null;
  for (const url of ordered) {
    const result = await readAt(masters, { ...page, url }, runtime, options);
    // Where it is at neither, the reason is that of the first.
    if (answer !== null && isBlind(result) && NOT_THERE.includes(result.code)) continue;
    answer = { page, url, result };
    if (!isBlind(result) || !NOT_THERE.includes(result.code)) break;
  }
  return answer as Answer;
}

async function readAt(
  masters: Masters,
  page: EnginePage,
  runtime: KubeObject | null,
  options: ReadOptions,
): Promise<EngineFigures | Blind> {
  const at = options.clock.now();
  const { fetch = overNetwork } = options;
  const scan = scanPage(masters.wanted);
  const failure = await fetch(page, options, scan.take);
  if (failure !== null) return blind(masters.source, failure.code, failure.numbers);
  return masters.figuresOf(scan.end(), { at, address: page.url.host, runtime });
}
