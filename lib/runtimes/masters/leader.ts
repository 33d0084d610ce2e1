/** Which of several masters leads: the one that led last is asked first, the others only when it does not lead any more. */
import type { KubeObject } from '../../kube/objects.ts';
import type { Blind } from '../../model/observation.ts';
import { blind, isBlind } from '../blind.ts';
import type { EngineAddress, EngineFigures, EnginePage, ReadOptions } from '../contract.ts';
import type { Masters } from './masters.ts';
import { type Answer, askMaster } from './read.ts';

export interface MastersToRead {
  /** At least one page. */
  readonly address: EngineAddress;
  readonly runtime: KubeObject | null;
}

/** The part of the time limit after which whoever led last is no longer waited for alone, and then the slowest of all not at all. */
const PATIENCE = 1 / 3;

/**
 * The figures of the master that leads, for only the leader knows the workers. Whoever led last (`options.led`) is asked first.
 * All others are asked at once when it does not answer with figures within a third of the time, or counts fewer workers than
 * before, as a master does that was deposed; of several that say they lead the one that counts the most workers is believed.
 * Takes `timeoutMs` at most, whatever hangs.
 */
export async function readMasters(
  masters: Masters,
  { address, runtime }: MastersToRead,
  options: ReadOptions,
): Promise<EngineFigures | Blind> {
  const { pages } = address;
  const led = options.led ?? { url: null, workers: 0 };
  const ask = (page: EnginePage, means: ReadOptions) =>
    askMaster(masters, page, { runtime, first: led.url }, means);
  const answer =
    pages.length === 1
      ? await ask(pages[0] as EnginePage, options)
      : await lookForLeader(masters.source, pages, ask, { ...options, led });
  // Forgotten only when another one leads: a leader that restarts is likely to lead again.
  if (!isBlind(answer.result) && (pages.length > 1 || answer.page.otherwise !== undefined)) {
    if (led.url !== answer.url.href) led.url = answer.url.href;
    led.workers = answer.result.workers;
  }
  return answer.result;
}

type Ask = (page: EnginePage, options: ReadOptions) => Promise<Answer>;

async function lookForLeader(
  source: string,
  pages: readonly EnginePage[],
  askOne: Ask,
  options: ReadOptions & { readonly led: NonNullable<ReadOptions['led']> },
): Promise<Answer> {
  const { led, timeoutMs, signal, expire = AbortSignal.timeout } = options;
  // One limit for all that is asked, however often; what is still asked when the leader is found is given up.
  const limit = expire(timeoutMs);
  const patience = expire(timeoutMs * PATIENCE);
  const over = new AbortController();
  const onAbort = () => over.abort();
  signal?.addEventListener('abort', onAbort, { once: true });
  if (signal?.aborted) over.abort();
  const ask = (page: EnginePage) => askOne(page, { ...options, signal: over.signal, expire: () => limit });
  try {
    const last = pages.find((page) => led.url !== null && addressesOf(page).includes(led.url));
    const first = last && ask(last);
    const known = first && (await Promise.race([first, aborted(patience)]));
    if (known && leads(known, led.workers)) return known;
    const others = pages.filter((page) => page !== last).map(ask);
    const answers = await gather(first ? [first, ...others] : others, patience);
    return best(answers) ?? mostTelling(source, pages, answers);
  } finally {
    signal?.removeEventListener('abort', onAbort);
    over.abort();
  }
}

function addressesOf({ url, otherwise = [] }: EnginePage): string[] {
  return [url, ...otherwise].map(({ href }) => href);
}

/** @param workers it must count at least so many */
function leads({ result }: Answer, workers = 0): boolean {
  return !isBlind(result) && result.workers >= workers;
}

function aborted(signal: AbortSignal): Promise<null> {
  if (signal.aborted) return Promise.resolve(null);
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(null), { once: true });
  });
}

/** All answers; once patience is over, those that came until one leads. */
function gather(asked: readonly Promise<Answer>[], patience: AbortSignal): Promise<readonly Answer[]> {
  return new Promise((resolve, reject) => {
    const answers: Answer[] = [];
    const settle = (): void => {
      if (answers.length < asked.length && !(patience.aborted && answers.some((one) => leads(one)))) return;
      patience.removeEventListener('abort', settle);
      resolve(answers);
    };
    patience.addEventListener('abort', settle, { once: true });
    for (const one of asked)
      one.then((answer) => {
        answers.push(answer);
        settle();
      }, reject);
  });
}

function best(answers: readonly Answer[]): Answer | null {
  const workersOf = ({ result }: Answer): number => (isBlind(result) ? 0 : result.workers);
  const leading = answers.filter((answer) => leads(answer));
  return leading.toSorted((a, b) => workersOf(b) - workersOf(a))[0] ?? null;
}

/** What masters answer that do not lead: their page is that of one who knows no workers, or they serve none. */
const STANDBY: readonly string[] = ['EngineLacksMetrics', 'EngineRefused'];
/** What a leader answers that has just begun, and a standby may. */
const BEGINNING: readonly string[] = ['EngineAllZero'];

/** Of several reasons the one that is not just that of a standby; where there is none, that nobody leads. */
function mostTelling(source: string, pages: readonly EnginePage[], answers: readonly Answer[]): Answer {
  const inOrder = pages.flatMap((page) => answers.filter((answer) => answer.page === page));
  const codeOf = ({ result }: Answer): string => (isBlind(result) ? result.code : '');
  const telling =
    inOrder.find((answer) => ![...STANDBY, ...BEGINNING].includes(codeOf(answer))) ??
    inOrder.find((answer) => BEGINNING.includes(codeOf(answer)));
  if (telling) return telling;
  const refused = inOrder.filter((answer) => codeOf(answer) === 'EngineRefused').length;
  const standby = inOrder.length - refused;
  const result = blind(source, 'EngineNoLeader', { masters: pages.length, refused, standby });
  return { ...(inOrder[0] as Answer), result };
}
