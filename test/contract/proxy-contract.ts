import { expect } from 'chai';
import type { Bench } from './api-contract.ts';
import { field } from './client.ts';

/** Only what needs no pod: the real server sends nothing to a loopback address, so what is behind is shown on the Fluid lab. */
export function defineProxy({ call, namespace }: Bench): void {
  describe('the proxy of a Service', () => {
    for (const colon of [':', '%3A']) {
      it(`says that there is no such Service, also where the port’s colon is written ${colon}`, async () => {
        const path = `/api/v1/namespaces/${await namespace()}/services/spark-master-0${colon}web/proxy/metrics/`;
        const { code, body } = await call('GET', path);
        expect([code, field(body, 'kind'), field(body, 'reason')]).to.deep.equal([404, 'Status', 'NotFound']);
        expect(field(body, 'message')).to.equal('services "spark-master-0" not found');
      });
    }
  });
}
