import type { ServerResponse } from 'node:http';
import type { Clock } from '../../clock/clock.ts';
import type { Call } from './call.ts';
import { ApiFailure, fromTheFuture, invalidOptions } from './failure.ts';
import type { JsonObject, Stored } from './json.ts';
import { apiVersionOf, type Kind } from './kinds.ts';
import { revisionOf } from './list.ts';
import { type Matches, selection } from './selectors.ts';
import type { Change } from './store.ts';
import { tableOf } from './table.ts';

/** How often a watch that allows bookmarks gets one, ms of the sandbox's clock. */
const BOOKMARK_EVERY = 60_000;
/** One more comes so long before the server ends the watch. */
const BOOKMARK_BEFORE_END = 2000;
const DEFAULT_TIMEOUT = 1_800_000;

interface Request {
  readonly matches: Matches;
  /** The resourceVersion to go on from; null: begin with what is there. */
  readonly from: number | null;
  readonly atLeast: number;
  readonly bookmarks: boolean;
  /** Tell by a bookmark when everything that was there has been sent. */
  readonly marksEnd: boolean;
  readonly timeoutMs: number;
}

function forbidden(message: string): ApiFailure {
  const cause = {
    reason: 'FieldValueForbidden',
    message: `Forbidden: ${message}`,
    field: 'resourceVersionMatch',
  };
  return invalidOptions('ListOptions', cause);
}

function requestOf(call: Call): Request {
  const { query } = call;
  const version = query.get('resourceVersion') ?? '';
  const streaming = query.get('sendInitialEvents');
  if (streaming !== null && query.get('resourceVersionMatch') !== 'NotOlderThan') {
    throw forbidden('sendInitialEvents requires setting resourceVersionMatch to NotOlderThan');
  }
  const matches = selection(call.kind, query) ?? (() => true);
  const revision = version === '' ? 0 : revisionOf(version);
  const initial = streaming === 'true' || (streaming === null && revision === 0);
  const bookmarks = /^(true|1)$/.test(query.get('allowWatchBookmarks') ?? '');
  return {
    matches: (object) =>
      matches(object) && (call.namespace === null || object.metadata.namespace === call.namespace),
    from: initial ? null : revision,
    atLeast: revision,
    bookmarks,
    marksEnd: initial && bookmarks && (streaming === 'true' || version === '0'),
    timeoutMs: Number(query.get('timeoutSeconds') ?? 0) * 1000 || DEFAULT_TIMEOUT,
  };
}

/**
 * What a watcher with a selector sees of a change: an object that leaves the selection is deleted for it
 * (in its old shape, at the new version), one that enters it is added.
 */
export function seen(change: Change, matches: Matches): { type: Change['type']; object: Stored } | null {
  const { previous, object } = change;
  const before = previous !== null && matches(previous);
  if (change.type === 'DELETED') return before || matches(object) ? { type: 'DELETED', object } : null;
  if (matches(object)) return { type: before ? 'MODIFIED' : 'ADDED', object };
  if (!before || previous === null) return null;
  const { resourceVersion } = object.metadata;
  return { type: 'DELETED', object: { ...previous, metadata: { ...previous.metadata, resourceVersion } } };
}

function bookmark(kind: Kind, revision: number, end: boolean): JsonObject {
  const annotations = end ? { annotations: { 'k8s.io/initial-events-end': 'true' } } : {};
  const metadata = { ...annotations, resourceVersion: String(revision) };
  return { kind: kind.kind, apiVersion: apiVersionOf(kind), metadata };
}

/**
 * Answers a watch: a line of JSON for each event, until the client leaves or the time is up.
 * A resourceVersion that is too old is an ERROR event in a 200, as on the real server.
 */
export function watch(call: Call, clock: Clock, response: ServerResponse): void {
  const request = requestOf(call);
  const { store, kind } = call;
  const over = new AbortController();
  function send(type: string, object: JsonObject): void {
    if (!over.signal.aborted) response.write(`${JSON.stringify({ type, object })}\n`);
  }
  function pass(change: Change): void {
    if (change.kind !== kind || change.revision <= request.atLeast) return;
    const event = seen(change, request.matches);
    if (event) send(event.type, shown(event.object));
  }
  function shown(object: Stored): JsonObject {
    return call.asTable ? tableOf(kind, [object], {}, clock.now()) : object;
  }
  response.writeHead(200, { 'content-type': 'application/json' });
  response.flushHeaders();
  try {
    if (request.from !== null) for (const change of store.since(kind, request.from)) pass(change);
    else {
      if (request.atLeast > store.revision()) throw fromTheFuture(request.atLeast, store.revision());
      for (const object of store.list(kind, call.namespace).filter(request.matches))
        send('ADDED', shown(object));
      if (request.marksEnd) send('BOOKMARK', bookmark(kind, store.revision(), true));
    }
  } catch (error) {
    if (!(error instanceof ApiFailure)) throw error;
    send('ERROR', error.status);
    response.end();
    return;
  }
  const unsubscribe = store.subscribe(pass);
  response.on('close', () => {
    unsubscribe();
    over.abort();
  });
  const mark = () => send('BOOKMARK', bookmark(kind, store.revision(), false));
  void last(clock, request, over.signal, mark).then(() => response.end());
}

/** Waits out the watch's time, with bookmarks on the way when they are wanted. */
async function last(clock: Clock, request: Request, signal: AbortSignal, mark: () => void): Promise<void> {
  const end = clock.monotonic() + request.timeoutMs;
  while (!signal.aborted) {
    const left = end - clock.monotonic();
    if (left <= 0) return;
    const toMark = left > BOOKMARK_BEFORE_END ? Math.min(BOOKMARK_EVERY, left - BOOKMARK_BEFORE_END) : left;
    await clock.sleep(request.bookmarks ? toMark : left, signal);
    if (request.bookmarks && end > clock.monotonic()) mark();
  }
}
