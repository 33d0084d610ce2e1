import { getEventListeners } from 'node:events';
import type { ServerResponse } from 'node:http';
import { expect } from 'chai';
import type { KubeClient } from '../../../lib/kube/client.ts';
import { connect } from '../../../lib/kube/connect.ts';
import type { KubeObject } from '../../../lib/kube/objects.ts';
import { createReflector, type Reflector, type ReflectorOptions } from '../../../lib/kube/reflector.ts';
import { type ManualClock, manualClock, until } from './support/manual-clock.ts';
import {
  type Asked,
  failure,
  type PlayedServer,
  playServer,
  sendFailure,
  sendJson,
  writeKubeconfig,
} from './support/server.ts';

const resource = { group: 'data.fluid.io', version: 'v1alpha1', plural: 'datasets', kind: 'Dataset' };

function dataset(name: string, version: number, extra = {}) {
  return { metadata: { name, namespace: 'n', uid: `uid-${name}`, resourceVersion: `${version}`, ...extra } };
}

function list(version: number, items: readonly object[] | null, more: object = {}) {
  return { kind: 'DatasetList', metadata: { resourceVersion: `${version}`, ...more }, items };
}

function line(type: string, object: object): string {
  return `${JSON.stringify({ type, object })}\n`;
}

function bookmark(version: number): string {
  return line('BOOKMARK', { kind: 'Dataset', metadata: { resourceVersion: `${version}` } });
}

const isWatch = ({ query }: Asked) => query.get('watch') === 'true';
type Answer = (response: ServerResponse, asked: Asked) => void;

/** A watch that says these lines and stays open. */
function saying(...lines: readonly string[]): Answer {
  return (response) => {
    response.writeHead(200).flushHeaders();
    if (lines.length > 0) response.write(lines.join(''));
  };
}

/** A watch that stays open, for the test to speak through. */
function openWatch() {
  let opened: ServerResponse | null = null;
  const answer: Answer = (response) => {
    opened = response;
    response.writeHead(200).flushHeaders();
  };
  return { answer, open: () => opened !== null, response: () => opened };
}

/** A log whose warnings are kept. */
function logging() {
  const warnings: unknown[] = [];
  return { warnings, log: { info: () => undefined, warn: (...said: unknown[]) => warnings.push(said) } };
}

describe('the reflector', () => {
  let server: PlayedServer;
  let client: KubeClient;
  let clock: ManualClock;
  let stop: AbortController;
  let running: Promise<void>[];
  let changes: string[];
  let lists: Asked[];
  let watches: Asked[];

  /** Answers to lists and watches in order; the last one of each for ever. */
  function script(listAnswers: readonly Answer[], watchAnswers: readonly Answer[]): void {
    lists = [];
    watches = [];
    server.play((asked, response) => {
      const [log, answers] = isWatch(asked) ? [watches, watchAnswers] : [lists, listAnswers];
      log.push(asked);
      answers[Math.min(log.length, answers.length) - 1]?.(response, asked);
    });
  }
  const listing =
    (version: number, ...items: readonly object[]): Answer =>
    (response) =>
      sendJson(response, 200, list(version, items));
  const failing =
    (code: number, reason: string, headers = {}): Answer =>
    (response) =>
      sendFailure(response, code, reason, reason, headers);

  function reflect(options: Partial<ReflectorOptions> = {}): Reflector {
    const reflector = createReflector({
      client,
      clock,
      random: () => 0.5,
      resource,
      namespace: null,
      onChange: (type, { metadata }) => changes.push(`${type} ${metadata.name}@${metadata.resourceVersion}`),
      ...options,
    });
    running.push(reflector.run(stop.signal));
    return reflector;
  }

  beforeEach(async () => {
    server = await playServer((_, response) => response.destroy());
    client = connect({ kubeconfig: writeKubeconfig({ server: server.url }) });
    // Back-off of up to a minute is taken at once; idle and relist time-outs wait for the test.
    clock = manualClock(60_000);
    stop = new AbortController();
    running = [];
    changes = [];
  });
  afterEach(async () => {
    stop.abort();
    await Promise.all(running);
    expect(clock.sleeping(), 'sleeps left behind').to.equal(0);
    // Nothing is left open by a stop: idle connections remain until the client is closed.
    await client.close();
    await until(() => server.open() === 0);
    await server.close();
  });

  it('lists, then watches from where the list ended', async () => {
    script([listing(10, dataset('a', 3), dataset('b', 4))], [saying()]);
    const reflector = reflect({ namespace: 'n', labelSelector: 'x', fieldSelector: 'metadata.name=a' });
    await until(() => watches.length === 1);
    expect(lists[0]?.path).to.equal('/apis/data.fluid.io/v1alpha1/namespaces/n/datasets');
    expect(Object.fromEntries(lists[0]?.query ?? [])).to.deep.equal({
      limit: '250',
      labelSelector: 'x',
      fieldSelector: 'metadata.name=a',
    });
    expect(Object.fromEntries(watches[0]?.query ?? [])).to.deep.equal({
      watch: 'true',
      resourceVersion: '10',
      allowWatchBookmarks: 'true',
      timeoutSeconds: '450',
      labelSelector: 'x',
      fieldSelector: 'metadata.name=a',
    });
    expect(changes).to.deep.equal(['added a@3', 'added b@4']);
    expect(reflector.state()).to.include({
      synced: true,
      connected: true,
      access: 'ok',
      restarts: 0,
      lastError: null,
    });
    expect(reflector.state().lastEventAt).to.equal(clock.now());
  });

  it('gives items of a list the kind that lists of built-in kinds leave out', async () => {
    script([listing(10, dataset('a', 3))], [saying()]);
    const reflector = reflect();
    await until(() => watches.length === 1);
    expect(reflector.objects.get('n/a')).to.include({
      kind: 'Dataset',
      apiVersion: 'data.fluid.io/v1alpha1',
    });
  });

  it('follows additions, changes, deletions and bookmarks', async () => {
    const events = [
      line('ADDED', dataset('b', 11)),
      line('MODIFIED', dataset('a', 12)),
      line('DELETED', dataset('a', 13)),
      bookmark(20),
    ];
    // The server ends the watch: it goes on from the bookmark, without a new list and without a pause.
    const cut: Answer = (response) => response.end(events.join(''));
    script([listing(10, dataset('a', 3))], [cut, saying()]);
    const reflector = reflect();
    await until(() => watches.length === 2);
    expect(changes).to.deep.equal(['added a@3', 'added b@11', 'modified a@12', 'deleted a@12']);
    expect([...reflector.objects.keys()]).to.deep.equal(['n/b']);
    expect(watches[1]?.query.get('resourceVersion')).to.equal('20');
    expect(lists).to.have.length(1);
    expect(clock.slept.every((ms) => ms >= 100_000)).to.equal(true);
    expect(reflector.state().restarts).to.equal(1);
  });

  it('reads long lists in pages and never shows a part', async () => {
    const seen: number[] = [];
    const reflectors: Reflector[] = [];
    const page =
      (items: readonly object[], next?: string): Answer =>
      (response) => {
        seen.push(reflectors[0]?.objects.size ?? 0);
        sendJson(response, 200, list(10, items, next ? { continue: next } : {}));
      };
    script(
      [page([dataset('a', 1)], 'one'), page([dataset('b', 2)], 'two'), page([dataset('c', 3)])],
      [saying()],
    );
    reflectors.push(reflect({ pageLimit: 1 }));
    await until(() => watches.length === 1);
    expect(lists.map(({ query }) => [query.get('limit'), query.get('continue')])).to.deep.equal([
      ['1', null],
      ['1', 'one'],
      ['1', 'two'],
    ]);
    expect(seen).to.deep.equal([0, 0, 0]);
    expect(reflectors[0]?.objects.size).to.equal(3);
  });

  it('reads the whole list in one piece when its pages expire', async () => {
    const answers: Answer[] = [
      (response) => sendJson(response, 200, list(10, [dataset('a', 1)], { continue: 'old' })),
      failing(410, 'Expired'),
      listing(11, dataset('a', 1), dataset('b', 2)),
    ];
    script(answers, [saying()]);
    const reflector = reflect({ pageLimit: 1 });
    await until(() => watches.length === 1);
    expect(lists.map(({ query }) => query.get('limit'))).to.deep.equal(['1', '1', null]);
    expect(reflector.objects.size).to.equal(2);
    expect(reflector.state()).to.include({ lastError: null });
  });

  it('takes a list of null items as empty', async () => {
    script([(response) => sendJson(response, 200, list(10, null))], [saying()]);
    const reflector = reflect();
    await until(() => watches.length === 1);
    expect(reflector.state().synced).to.equal(true);
  });

  for (const [what, answer] of [
    ['a 500', failing(500, 'InternalError')],
    ['a 429 with Retry-After', failing(429, 'TooManyRequests', { 'Retry-After': '2' })],
    ['a page of HTML', (response) => response.end('<html></html>')],
    ['JSON that is no list', (response) => sendJson(response, 200, { kind: 'Dataset' })],
    [
      'the same page for ever',
      (response) => sendJson(response, 200, list(10, [dataset('a', 1)], { continue: 'again' })),
    ],
    ['a list without a version', (response) => sendJson(response, 200, { metadata: {}, items: [] })],
    [
      'a body cut short',
      (response) => response.writeHead(200, { 'Content-Length': '99' }).write('{', () => response.destroy()),
    ],
    ['a connection closed without a byte', (response) => response.destroy()],
  ] as readonly (readonly [string, Answer])[]) {
    it(`keeps what it has through ${what} instead of a list, and comes back`, async () => {
      const sizes: number[] = [];
      const recording: Answer = (response, asked) => {
        sizes.push(reflector.objects.size);
        answer(response, asked);
      };
      const before = listing(10, dataset('a', 1), dataset('b', 1));
      const expired = failing(410, 'Expired');
      script(
        [before, recording, recording, recording, listing(20, dataset('a', 2))],
        [expired, expired, saying()],
      );
      const reflector = reflect();
      await until(() => reflector.objects.get('n/a')?.metadata.resourceVersion === '2');
      expect(sizes).to.deep.equal([2, 2, 2]);
      expect(changes).to.deep.equal(['added a@1', 'added b@1', 'deleted b@1', 'modified a@2']);
      expect(reflector.state().lastError).not.to.equal(null);
    });
  }

  it('waits as long as a server asks, and longer with each failure', async () => {
    const busy = failing(429, 'TooManyRequests', { 'Retry-After': '7' });
    script([busy, failing(500, 'InternalError'), failing(500, 'InternalError'), listing(10)], [saying()]);
    reflect();
    await until(() => watches.length === 1);
    expect(clock.slept.slice(0, 3)).to.deep.equal([7_000, 1_500, 3_000]);
  });

  for (const [what, gone] of [
    ['HTTP 410', failing(410, 'Expired')],
    [
      'an ERROR event of 410',
      saying(line('ERROR', failure(410, 'Expired', 'too old resource version: 1 (247)'))),
    ],
  ] as const) {
    it(`lists anew, at once, after ${what}`, async () => {
      script([listing(10, dataset('a', 1)), listing(90, dataset('b', 80))], [gone, saying()]);
      const reflector = reflect();
      await until(() => watches.length === 2);
      expect(changes).to.deep.equal(['added a@1', 'deleted a@1', 'added b@80']);
      expect(watches[1]?.query.get('resourceVersion')).to.equal('90');
      expect(clock.slept.every((ms) => ms >= 100_000)).to.equal(true);
      expect(reflector.state().connected).to.equal(true);
    });
  }

  it('does not list in a tight loop when every watch is expired', async () => {
    script([listing(10)], [failing(410, 'Expired')]);
    reflect();
    await until(() => watches.length >= 8);
    const pauses = clock.slept.filter((ms) => ms < 100_000);
    expect(pauses.slice(0, 6)).to.deep.equal([750, 1_500, 3_000, 6_000, 12_000, 22_500]);
  });

  it('does not watch in a tight loop when every watch ends at once', async () => {
    script([listing(10)], [(response) => response.writeHead(200).end()]);
    const reflector = reflect();
    await until(() => watches.length >= 6);
    expect(clock.slept.filter((ms) => ms < 100_000).slice(0, 4)).to.deep.equal([750, 1_500, 3_000, 6_000]);
    expect(reflector.state().lastError?.text).to.match(/ended the watch on datasets at once/);
  });

  for (const [what, cut] of [
    [
      'a line that is no JSON',
      (response) =>
        response.write(`${line('ADDED', dataset('b', 11))}<html>\n${line('ADDED', dataset('c', 12))}`),
    ],
    [
      'an event of no known type',
      (response) => response.write(line('ADDED', dataset('b', 11)) + line('LATER', dataset('c', 12))),
    ],
    [
      'an object without identity',
      (response) => response.write(line('ADDED', dataset('b', 11)) + line('ADDED', {})),
    ],
    [
      'the middle of a line',
      (response) =>
        response.write(`${line('ADDED', dataset('b', 11))}{"type":"ADDED","obj`, () => response.destroy()),
    ],
  ] as readonly (readonly [string, Answer])[]) {
    it(`goes on from the last whole event when a watch breaks off after ${what}`, async () => {
      script([listing(10)], [cut, saying(line('ADDED', dataset('c', 12)))]);
      const reflector = reflect();
      await until(() => reflector.objects.size === 2);
      expect(changes).to.deep.equal(['added b@11', 'added c@12']);
      expect(watches[1]?.query.get('resourceVersion')).to.equal('11');
      expect(lists).to.have.length(1);
    });
  }

  it('gives up a place where it fails three times in a row for a new list', async () => {
    script(
      [listing(10), listing(30, dataset('a', 25))],
      [saying('garbage\n'), saying('garbage\n'), saying('garbage\n'), saying()],
    );
    const reflector = reflect();
    await until(() => reflector.objects.size === 1 && watches.length === 4);
    expect(lists).to.have.length(2);
    expect(watches[3]?.query.get('resourceVersion')).to.equal('30');
  });

  it('takes a line as the end of a row of failures', async () => {
    const broken = failing(500, 'InternalError');
    const line11: Answer = (response) => {
      response.write(line('ADDED', dataset('b', 11)), () => response.destroy());
    };
    script([listing(10)], [broken, broken, line11, saying()]);
    reflect();
    await until(() => watches.length === 4);
    expect(clock.slept.filter((ms) => ms < 100_000)).to.deep.equal([750, 1_500, 750]);
  });

  it('leaves nothing on its signal, however often it watches', async () => {
    let version = 10;
    script(
      [listing(10)],
      [
        (response) => {
          version += 1;
          response.end(bookmark(version));
        },
      ],
    );
    reflect();
    await until(() => watches.length >= 20);
    expect(getEventListeners(stop.signal, 'abort').length).to.be.at.most(3);
  });

  it('takes an event of more than a MiB', async () => {
    script([listing(10)], [saying(line('ADDED', { ...dataset('b', 11), big: 'x'.repeat(3 * 2 ** 20) }))]);
    const reflector = reflect();
    await until(() => reflector.objects.size === 1);
    expect(reflector.objects.get('n/b')?.big).to.have.length(3 * 2 ** 20);
  });

  it('begins a watch anew that has been silent for too long', async () => {
    script([listing(10)], [saying(line('ADDED', dataset('b', 11))), saying()]);
    const reflector = reflect({ idleMs: 180_000, relistMs: 6_000_000 });
    await until(() => clock.sleeping() === 1 && reflector.objects.size === 1);
    await clock.advance(179_000);
    expect(watches).to.have.length(1);
    await clock.advance(1_000);
    await until(() => watches.length === 2);
    expect(lists).to.have.length(1);
    expect(reflector.state()).to.deep.include({ restarts: 1 });
    expect(reflector.state().lastError?.text).to.equal('no line of the watch on datasets for 180000 ms');
  });

  it('takes every line as a sign of life', async () => {
    const watch = openWatch();
    script([listing(10)], [watch.answer]);
    const reflector = reflect({ idleMs: 180_000, relistMs: 6_000_000 });
    for (let minute = 0; minute < 6; minute += 1) {
      await until(() => clock.sleeping() === 1 && reflector.state().connected);
      await clock.advance(60_000);
      const before = reflector.state().lastEventAt;
      watch.response()?.write(bookmark(20 + minute));
      await until(() => reflector.state().lastEventAt !== before);
    }
    expect(watches).to.have.length(1);
  });

  /** While a list is read beside a watch, that looks about once a minute: here only when the test says so. */
  const minuteByMinute = () => manualClock(50_000);

  it('lists anew every so often beside the watch, in small pages, finding what no event told', async () => {
    clock = minuteByMinute();
    const [first, second] = [
      (response: ServerResponse) =>
        sendJson(response, 200, list(99, [dataset('a', 1)], { continue: 'more' })),
      listing(99, dataset('b', 50)),
    ];
    script([listing(10, dataset('a', 1), dataset('c', 2)), first, second], [saying()]);
    const reflector = reflect({ relistMs: 600_000, idleMs: 6_000_000, labelSelector: 'x' });
    await until(() => clock.sleeping() === 1 && watches.length === 1);
    await clock.advance(600_000);
    await until(() => changes.length === 4);
    expect(lists.map(({ query }) => Object.fromEntries(query))).to.deep.equal([
      { limit: '250', labelSelector: 'x' },
      { limit: '50', labelSelector: 'x' },
      { limit: '50', labelSelector: 'x', continue: 'more' },
    ]);
    expect(changes).to.deep.equal(['added a@1', 'added c@2', 'deleted c@2', 'added b@50']);
    expect(reflector.state()).to.include({ connected: true, restarts: 0, lastError: null });
    expect(watches).to.have.length(1);
  });

  it('believes the watch rather than a list that is read beside it, of what the watch told of meanwhile', async () => {
    clock = minuteByMinute();
    const watch = openWatch();
    let answer: ServerResponse | null = null;
    const held: Answer = (response) => {
      answer = response;
    };
    script([listing(10, dataset('a', 1), dataset('b', 2)), held], [watch.answer]);
    const reflector = reflect({ relistMs: 600_000, idleMs: 6_000_000 });
    await until(() => clock.sleeping() === 1 && watch.open());
    await clock.advance(600_000);
    await until(() => answer !== null);
    const told = [
      line('MODIFIED', dataset('a', 31)),
      line('DELETED', dataset('b', 32)),
      line('ADDED', dataset('c', 33)),
    ];
    watch.response()?.write(told.join(''));
    await until(() => changes.length === 5);
    sendJson(
      answer as unknown as ServerResponse,
      200,
      list(20, [dataset('a', 1), dataset('b', 2), dataset('d', 15)]),
    );
    await until(() => changes.length === 6);
    expect(changes.slice(2)).to.deep.equal(['modified a@31', 'deleted b@2', 'added c@33', 'added d@15']);
    expect([...reflector.objects.keys()].sort()).to.deep.equal(['n/a', 'n/c', 'n/d']);
  });

  it('begins a list beside the watch again when the watch ended in the middle of it', async () => {
    clock = minuteByMinute();
    let answer: ServerResponse | null = null;
    const held: Answer = (response) => {
      answer = response;
    };
    const watch = openWatch();
    script([listing(10), held, listing(20, dataset('b', 11))], [watch.answer, saying()]);
    const reflector = reflect({ relistMs: 600_000, idleMs: 700_000 });
    await until(() => clock.sleeping() === 1 && watch.open());
    await clock.advance(600_000);
    await until(() => answer !== null);
    watch.response()?.end();
    await until(() => watches.length === 2 && clock.sleeping() === 1);
    await clock.advance(60_000);
    await until(() => reflector.objects.size === 1);
    expect(watches[1]?.query.get('resourceVersion')).to.equal('10');
  });

  it('takes an older state than it has seen when the server was put back to one', async () => {
    clock = minuteByMinute();
    script([listing(10, dataset('b', 9)), listing(4, dataset('a', 1))], [saying()]);
    const reflector = reflect({ relistMs: 600_000, idleMs: 6_000_000 });
    await until(() => clock.sleeping() === 1 && watches.length === 1);
    await clock.advance(600_000);
    await until(() => watches.length === 2);
    expect(watches[1]?.query.get('resourceVersion')).to.equal('4');
    expect([...reflector.objects.keys()]).to.have.length(1);
  });

  it('goes on watching when the list beside it fails, says so once, and tries it again', async () => {
    clock = minuteByMinute();
    const broken = failing(500, 'InternalError');
    script([listing(10), broken, broken, listing(20, dataset('b', 11))], [saying()]);
    const { warnings, log } = logging();
    const reflector = reflect({ relistMs: 600_000, idleMs: 900_000, log });
    await until(() => clock.sleeping() === 1 && watches.length === 1);
    await clock.advance(600_000);
    const failedNow = () => reflector.state().lastError?.at === clock.now();
    await until(failedNow);
    expect(reflector.state()).to.include({ connected: true, restarts: 0 });
    await clock.advance(60_000);
    await until(failedNow);
    await clock.advance(60_000);
    await until(() => reflector.objects.size === 1);
    expect(watches.map(({ query }) => query.get('resourceVersion'))).to.deep.equal(['10']);
    expect(warnings).to.have.length(1);
    expect(JSON.stringify(warnings[0])).to.include('InternalError').and.include('the watch goes on');
  });

  it('says again that a list beside the watch failed when there has been a whole list since, of whatever kind', async () => {
    clock = minuteByMinute();
    const broken = failing(500, 'InternalError');
    const watch = openWatch();
    script([listing(10), broken, listing(20), broken], [watch.answer, saying()]);
    const { warnings, log } = logging();
    const reflector = reflect({ relistMs: 600_000, idleMs: 6_000_000, log });
    const failedNow = () => reflector.state().lastError?.at === clock.now();
    await until(() => clock.sleeping() === 1 && watch.open());
    await clock.advance(600_000);
    await until(failedNow);
    watch.response()?.write(line('ERROR', failure(410, 'Expired', 'too old')));
    await until(() => watches.length === 2 && clock.sleeping() === 1);
    expect(warnings).to.have.length(1);
    await clock.advance(600_000);
    await until(() => lists.length === 4 && failedNow());
    expect(warnings).to.have.length(2);
  });

  it('says so when a list beside the watch is refused: what it may not list it may not watch either', async () => {
    clock = minuteByMinute();
    const access: string[] = [];
    script(
      [
        listing(10, dataset('a', 1)),
        failing(403, 'Forbidden'),
        failing(403, 'Forbidden'),
        listing(20, dataset('a', 1)),
      ],
      [saying()],
    );
    const reflector = reflect({
      relistMs: 600_000,
      idleMs: 6_000_000,
      onState: () => access.push(reflector.state().access),
    });
    await until(() => clock.sleeping() === 1 && watches.length === 1);
    await clock.advance(600_000);
    await until(() => watches.length === 2);
    expect(access).to.include('forbidden');
    expect(watches[1]?.query.get('resourceVersion')).to.equal('20');
  });

  for (const [code, reason, access] of [
    [403, 'Forbidden', 'forbidden'],
    [404, 'NotFound', 'absent'],
  ] as const) {
    it(`says so when a kind is ${access}, asks about once a minute, and takes it up when it can`, async () => {
      const states: string[] = [];
      script([failing(code, reason), failing(code, reason), listing(10, dataset('a', 1))], [saying()]);
      const reflector = createReflector({
        client,
        clock,
        random: () => 0.5,
        resource,
        namespace: null,
        onState: () => states.push(`${reflector.state().access} ${reflector.state().synced}`),
      });
      running.push(reflector.run(stop.signal));
      await until(() => watches.length === 1);
      expect(states).to.deep.equal([`${access} false`, `${access} true`, 'ok true']);
      expect(clock.slept.slice(0, 2)).to.deep.equal([45_000, 45_000]);
    });
  }

  it('is not stopped by a listener that throws', async () => {
    script(
      [listing(10, dataset('a', 1))],
      [saying(line('ADDED', dataset('b', 11)), line('ADDED', dataset('c', 12)))],
    );
    const reflector = reflect({
      onChange: () => {
        throw new Error('listener');
      },
      onState: () => {
        throw new Error('listener');
      },
    });
    await until(() => reflector.objects.size === 3);
    expect(watches).to.have.length(1);
    expect(reflector.state().lastError?.text).to.equal('Error');
  });

  it('keeps what the transform leaves', async () => {
    script([listing(10, dataset('a', 1))], [saying(line('ADDED', dataset('b', 11)))]);
    const transform = (object: KubeObject) => ({ ...object, trimmed: true });
    const reflector = reflect({ transform });
    await until(() => reflector.objects.size === 2);
    expect([...reflector.objects.values()].every(({ trimmed }) => trimmed)).to.equal(true);
  });

  for (const [what, listAnswer, watchAnswer] of [
    ['a list hangs', () => undefined, saying()],
    ['a watch hangs before it begins', listing(10), () => undefined],
    ['a watch stands', listing(10), saying()],
  ] as readonly (readonly [string, Answer, Answer])[]) {
    it(`stops at once while ${what}`, async () => {
      script([listAnswer], [watchAnswer]);
      reflect();
      await until(() => lists.length + watches.length >= (what === 'a list hangs' ? 1 : 2));
      stop.abort();
      await Promise.all(running);
    });
  }

  it('stops at once while it waits after a failure', async () => {
    clock = manualClock(0);
    script([failing(500, 'InternalError')], []);
    reflect();
    await until(() => clock.sleeping() === 1);
    stop.abort();
    await Promise.all(running);
    expect(lists).to.have.length(1);
  });
});
