import type { Blind } from '../../model/observation.ts';
import { blind, isBlind } from '../blind.ts';
import type { EngineAddress, EngineFigures, EnginePage, ReadOptions } from '../contract.ts';
import { overNetwork } from '../reach.ts';
import { scanPage } from '../scan.ts';
import { figuresOf, SOURCE, WANTED } from './figures.ts';

/** What a master that does not lead answers; of several answers the least telling. */
const STANDBY: readonly string[] = ['EngineLacksMetrics', 'EngineAllZero'];

/**
 * Asks the masters, all at once when there are several: only the leader knows the workers, and which one leads is known only
 * from the answers. Takes `timeoutMs` at most, whatever hangs.
 * @param address at least one page
 */
export async function readMasters(
  address: EngineAddress,
  options: ReadOptions,
): Promise<EngineFigures | Blind> {
  const answers = await Promise.all(address.pages.map((page) => readMaster(page, options)));
  const good = answers.filter((answer) => !isBlind(answer)) as EngineFigures[];
  if (good.length > 0) return good.reduce((best, other) => (other.workers > best.workers ? other : best));
  const blinds = answers.filter((answer) => isBlind(answer));
  const telling = blinds.find((answer) => !STANDBY.includes(answer.code));
  return telling ?? blinds[0] ?? blind(SOURCE, 'NoEndpoints', { service: null, slices: 0 });
}

async function readMaster(page: EnginePage, options: ReadOptions): Promise<EngineFigures | Blind> {
  const asked = options.clock.now();
  const { fetch = overNetwork } = options;
  const scan = scanPage(WANTED);
  const failure = await fetch(page, options, scan.take);
  if (failure !== null) return blind(SOURCE, failure.code, failure.numbers);
  return figuresOf(scan.end(), asked, page.url.host);
}
