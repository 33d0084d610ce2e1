import { expect } from 'chai';
import type { Bench } from './api-contract.ts';
import { field, textAt } from './client.ts';
import { alluxio, fluidPath } from './objects.ts';
import type { WatchEvent } from './watch-stream.ts';

function shape(event: WatchEvent | null): string {
  return event === null
    ? 'end'
    : `${event.type} ${String(field(event.object, 'metadata.name') ?? '')}`.trim();
}

function version(event: WatchEvent | null): string {
  return textAt(event?.object, 'metadata.resourceVersion');
}

const endOfInitial = { 'k8s.io/initial-events-end': 'true' };

export function defineWatches({ call, watch, namespace }: Bench): void {
  describe('watches', () => {
    let path = '';
    beforeEach('a namespace with two runtimes', async () => {
      path = fluidPath(await namespace(), 'alluxioruntimes');
      await call('POST', path, { body: alluxio('one', { replicas: 1 }, { app: 'x' }) });
      await call('POST', path, { body: alluxio('two') });
    });
    const open = (query: string) => watch(`${path}?watch=true&${query}`);
    const now = async () => textAt((await call('GET', path)).body, 'metadata.resourceVersion');
    const scale = (name: string, value: number) =>
      call('PATCH', `${path}/${name}/scale`, {
        body: [{ op: 'replace', path: '/spec/replicas', value }],
        headers: { 'user-agent': 'scaler' },
      });
    const label = (name: string, app: string) =>
      call('PATCH', `${path}/${name}`, { body: { metadata: { labels: { app } } } });

    it('tell of every change after the version they begin at, each with its new version', async () => {
      const stream = await open(`resourceVersion=${await now()}`);
      await scale('one', 2);
      await call('POST', path, { body: alluxio('three') });
      await call('DELETE', `${path}/two`);
      const events = [await stream.next(), await stream.next(), await stream.next()];
      stream.close();
      expect(events.map(shape)).to.deep.equal(['MODIFIED one', 'ADDED three', 'DELETED two']);
      expect(field(events[0]?.object, 'spec.replicas')).to.equal(2);
      const versions = events.map((event) => Number(version(event)));
      expect(versions).to.deep.equal([...versions].sort((a, b) => a - b));
      expect(new Set(versions).size).to.equal(3);
    });

    it('without a version begin with what is there', async () => {
      const stream = await open('timeoutSeconds=1');
      const events = await stream.rest();
      expect(events.map(shape)).to.deep.equal(['ADDED one', 'ADDED two']);
    });

    it('say that a version is too old with an ERROR event in a 200, and end: list again', async () => {
      const stream = await open('resourceVersion=1');
      expect(stream.code).to.equal(200);
      const [error, ...others] = await stream.rest();
      expect(others).to.deep.equal([]);
      expect(error?.type).to.equal('ERROR');
      expect(error?.object).to.include({ kind: 'Status', status: 'Failure', reason: 'Expired', code: 410 });
      expect(field(error?.object, 'message')).to.match(/^too old resource version: 1 \(\d+\)$/);
      const again = await open(`resourceVersion=${await now()}`);
      await scale('one', 5);
      expect(shape(await again.next())).to.equal('MODIFIED one');
      again.close();
    });

    it('send bookmarks: a version to go on from, and nothing else', async () => {
      const stream = await open(`allowWatchBookmarks=true&timeoutSeconds=4&resourceVersion=${await now()}`);
      await scale('two', 2);
      const events = await stream.rest();
      const marks = events.filter((event) => event.type === 'BOOKMARK');
      expect(shape(events[0] ?? null)).to.equal('MODIFIED two');
      expect(marks.length).to.be.greaterThan(0);
      expect(Object.keys(marks[0]?.object as object).sort()).to.deep.equal([
        'apiVersion',
        'kind',
        'metadata',
      ]);
      expect(Object.keys(field(marks[0]?.object, 'metadata') as object)).to.deep.equal(['resourceVersion']);
      expect(Number(version(marks[0] ?? null))).to.be.at.least(Number(version(events[0] ?? null)));
    });

    it('can be a list: what is there, a bookmark that says so, then what happens', async () => {
      const query = 'sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true';
      const stream = await open(query);
      const events = [await stream.next(), await stream.next(), await stream.next()];
      expect(events.map(shape)).to.deep.equal(['ADDED one', 'ADDED two', 'BOOKMARK']);
      expect(field(events[2]?.object, 'metadata.annotations')).to.deep.equal(endOfInitial);
      await scale('one', 3);
      expect(shape(await stream.next())).to.equal('MODIFIED one');
      stream.close();
      const resumed = await open(`resourceVersion=${version(events[2] ?? null)}`);
      expect(shape(await resumed.next())).to.equal('MODIFIED one');
      resumed.close();
    });

    it('refuse to be a list without saying how old it may be', async () => {
      const { code, body } = await call('GET', `${path}?watch=true&sendInitialEvents=true`);
      expect([code, field(body, 'details.causes.0.field')]).to.deep.equal([422, 'resourceVersionMatch']);
    });

    it('with a selector see an object that leaves it as deleted and one that enters it as added', async () => {
      const stream = await open(`labelSelector=app%3Dx&resourceVersion=${await now()}`);
      await scale('one', 2);
      const left = await label('one', 'y');
      await label('two', 'x');
      await scale('one', 3);
      await call('DELETE', `${path}/two`);
      const events = [await stream.next(), await stream.next(), await stream.next(), await stream.next()];
      stream.close();
      expect(events.map(shape)).to.deep.equal(['MODIFIED one', 'DELETED one', 'ADDED two', 'DELETED two']);
      expect(field(events[1]?.object, 'metadata.labels.app')).to.equal('x');
      expect(version(events[1] ?? null)).to.equal(textAt(left.body, 'metadata.resourceVersion'));
    });

    it('can be about one object by its name', async () => {
      const stream = await open(`fieldSelector=metadata.name%3Dtwo&resourceVersion=${await now()}`);
      await scale('one', 2);
      await scale('two', 2);
      expect(shape(await stream.next())).to.equal('MODIFIED two');
      stream.close();
    });

    it('lose nothing when they are cut in the middle of a line and go on from the last version read', async () => {
      const stream = await open(`resourceVersion=${await now()}`);
      await scale('one', 2);
      const last = await stream.next();
      await scale('one', 3);
      await stream.cutMidLine();
      await scale('one', 4);
      await call('DELETE', `${path}/one`);
      const resumed = await open(`resourceVersion=${version(last)}`);
      const events = [await resumed.next(), await resumed.next(), await resumed.next()];
      resumed.close();
      expect(events.map(shape)).to.deep.equal(['MODIFIED one', 'MODIFIED one', 'DELETED one']);
      expect(events.map((event) => field(event?.object, 'spec.replicas'))).to.deep.equal([3, 4, 4]);
    });

    it('see nothing of a dry run and nothing of a write that changes nothing', async () => {
      await scale('one', 6);
      const stream = await open(`resourceVersion=${await now()}`);
      await call('PATCH', `${path}/one/scale?dryRun=All`, { body: { spec: { replicas: 9 } } });
      await call('POST', `${path}?dryRun=All`, { body: alluxio('dry') });
      await call('DELETE', `${path}/two?dryRun=All`);
      await scale('one', 6);
      await label('one', 'x');
      await scale('two', 7);
      expect(shape(await stream.next())).to.equal('MODIFIED two');
      stream.close();
    });

    it('see the mark before the end of an object that has finalizers', async () => {
      const body = { ...alluxio('held'), metadata: { name: 'held', finalizers: ['a.example/one'] } };
      await call('POST', path, { body });
      const stream = await open(`resourceVersion=${await now()}`);
      await call('DELETE', `${path}/held`);
      await call('PATCH', `${path}/held`, { body: { metadata: { finalizers: null } } });
      const [marked, gone] = [await stream.next(), await stream.next()];
      stream.close();
      expect([shape(marked), shape(gone)]).to.deep.equal(['MODIFIED held', 'DELETED held']);
      expect(field(marked?.object, 'metadata.deletionTimestamp')).to.be.a('string');
    });
  });
}
