import { expect } from 'chai';
import fc from 'fast-check';
import { readWatchLine } from '../../../lib/kube/watch-event.ts';

const object = {
  kind: 'Pod',
  apiVersion: 'v1',
  metadata: { name: 'a', namespace: 'n', uid: 'u', resourceVersion: '7' },
};

describe('a line of a watch', () => {
  for (const [type, expected] of [
    ['ADDED', 'upsert'],
    ['MODIFIED', 'upsert'],
    ['DELETED', 'delete'],
  ] as const) {
    it(`${type} is an ${expected} of its object`, () => {
      expect(readWatchLine(JSON.stringify({ type, object }))).to.deep.equal({ type: expected, object });
    });
  }

  it('BOOKMARK carries a version and nothing else', () => {
    const line = JSON.stringify({
      type: 'BOOKMARK',
      object: { kind: 'Pod', metadata: { resourceVersion: '12' } },
    });
    expect(readWatchLine(line)).to.deep.equal({ type: 'bookmark', resourceVersion: '12' });
  });

  it('ERROR carries a Status, whose code counts', () => {
    const status = { kind: 'Status', message: 'too old resource version', reason: 'Expired', code: 410 };
    const event = readWatchLine(JSON.stringify({ type: 'ERROR', object: status }));
    expect(event).to.have.nested.property('error.status', 410);
    expect(event).to.have.nested.property('error.reason', 'Expired');
  });

  it('ERROR without a Status counts as 500', () => {
    expect(readWatchLine('{"type":"ERROR"}')).to.have.nested.property('error.status', 500);
  });

  for (const line of [
    '',
    'null',
    '7',
    '[]',
    '{}',
    '{"type":"ADDED"}',
    '{"type":"ADDED","object":null}',
    '{"type":"ADDED","object":{"metadata":{"name":"a"}}}',
    '{"type":"MODIFIED","object":{"metadata":{"name":7,"uid":"u","resourceVersion":"1"}}}',
    '{"type":"BOOKMARK","object":{}}',
    '{"type":"LATER","object":{"metadata":{"name":"a","uid":"u","resourceVersion":"1"}}}',
    '{"type":"ADDED","object":{"metadata":{"name":"a","uid":"u","resourc',
    '<html>504 Gateway Time-out</html>',
  ]) {
    it(`is garbage when it is ${JSON.stringify(line)}`, () => {
      expect(readWatchLine(line).type).to.equal('garbage');
    });
  }

  it('never throws, whatever it is', () => {
    const property = fc.property(fc.oneof(fc.string(), fc.json()), (line) => {
      expect(readWatchLine(line)).to.have.property('type');
    });
    fc.assert(property);
  });
});
