import { expect } from 'chai';
import { ApiError, apiError, ConnectionError, describeError, oneLine } from '../../../lib/kube/errors.ts';
import { failure } from './support/server.ts';

describe('errors of an API server', () => {
  it('take reason, message, causes and details from the Status', () => {
    const details = {
      name: 'one',
      group: 'data.fluid.io',
      kind: 'AlluxioRuntime',
      causes: [
        { reason: 'FieldValueInvalid', message: 'should be a non-negative integer', field: '.spec.replicas' },
      ],
    };
    const error = apiError(422, failure(422, 'Invalid', 'it is invalid', details));
    expect(error).to.be.instanceOf(ApiError);
    expect(error).to.include({ status: 422, reason: 'Invalid', message: 'it is invalid' });
    expect(error.causes).to.deep.equal(details.causes);
    expect(error.details).to.deep.equal({ name: 'one', group: 'data.fluid.io', kind: 'AlluxioRuntime' });
    expect(error).not.to.have.property('retryAfterSeconds');
  });

  it('have no causes and no details for the Status of a lost compare-and-swap', () => {
    const error = apiError(422, failure(422, 'Invalid', 'the server rejected our request'));
    expect(error.causes).to.deep.equal([]);
    expect(error.details).to.equal(null);
  });

  for (const [what, body] of [
    ['plain text', undefined],
    ['null', null],
    ['a list', []],
    ['another object', { kind: 'PodList' }],
    ['a number', 7],
  ] as const) {
    it(`say only the number when ${what} came instead of a Status`, () => {
      const error = apiError(404, body);
      expect(error).to.include({ status: 404, reason: '' });
      expect(error.message).to.equal('the server answered 404 without a Kubernetes Status');
    });
  }

  it('survive a Status whose every field has the wrong type', () => {
    const error = apiError(500, {
      kind: 'Status',
      message: 1,
      reason: {},
      details: { causes: ['x', null], name: [] },
    });
    expect(error).to.include({ status: 500, reason: '', message: 'the server answered 500' });
    expect(error.causes).to.have.length(2);
  });

  for (const [what, header, details, expected] of [
    ['the header', '7', {}, 7],
    ['the Status', undefined, { retryAfterSeconds: 3 }, 3],
    ['the header before the Status', '7', { retryAfterSeconds: 3 }, 7],
    ['neither, when the header is a date', 'Sun, 22 Nov 2026 19:22:13 GMT', {}, undefined],
    ['neither, when both are nonsense', '-1', { retryAfterSeconds: Number.NaN }, undefined],
  ] as const) {
    it(`take Retry-After from ${what}`, () => {
      expect(
        apiError(429, failure(429, 'TooManyRequests', 'later', details), header).retryAfterSeconds,
      ).to.equal(expected);
    });
  }

  it('are one short printable line however long the message', () => {
    const { message } = apiError(
      422,
      failure(422, 'Invalid', `bad:\n\t${'x'.repeat(5_000)}\u0000\u001b[31m`),
    );
    expect(message).to.have.length(300);
    expect(message).to.match(/^bad: x+…$/);
  });

  it('are described without what a foreign error says, which may hold a secret', () => {
    expect(describeError(new Error('token abc'))).to.equal('Error');
    expect(describeError(Object.assign(new TypeError('token abc'), { code: 'ERR_X' }))).to.equal(
      'TypeError ERR_X',
    );
    expect(describeError('token abc')).not.to.include('abc');
    expect(describeError(new ConnectionError('TIMEOUT', 'no answer', true))).to.equal('no answer');
    expect(describeError(apiError(403, failure(403, 'Forbidden', 'no')))).to.equal('403 Forbidden: no');
  });

  it('keep letters of any language', () => {
    expect(oneLine('größer 数据\r\n')).to.equal('größer 数据');
  });
});
