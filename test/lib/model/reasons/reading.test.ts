import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { decidingReasons } from '../../../../lib/model/reasons/deciding.ts';
import { readingReasons } from '../../../../lib/model/reasons/reading.ts';
import { projectRoot } from '../../../../lib/root.ts';
import { codeFor } from '../../../../lib/runtimes/failures.ts';
import { catalogue } from '../../runtimes/said.ts';

/**
 * All source of the two folders whose codes the catalogue holds, and two files of the daemon, which knows what cannot be seen or written at all.
 */
function source(): string {
  return ['lib/runtimes', 'lib/signals']
    .flatMap((folder) =>
      readdirSync(join(projectRoot, folder), { recursive: true }).map((file) => join(folder, String(file))),
    )
    .concat('lib/daemon/tick.ts', 'lib/daemon/kube-write.ts')
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(join(projectRoot, file), 'utf8'))
    .join('\n');
}

describe('the catalogue of reading reasons', () => {
  const text = source();

  it('holds no code that nothing gives', () => {
    for (const code of Object.keys(readingReasons)) expect(text, code).to.include(`'${code}'`);
  });

  it('holds every code that is given', () => {
    const given = [
      ...text.matchAll(/(?:blind\([\w.]+, |failed\(|code: |code = |\? |: )'([A-Z][A-Za-z]+)'/g),
    ].map((match) => match[1] as string);
    const codes = given.filter(
      (code) =>
        /^(Engine|Endpoint|Status|No|Kind|Size|Read|Replicas|Capacity|Own|Dataset|Runtime|Reference)[A-Z]/.test(
          code,
        ) && !code.endsWith('Runtime'),
    );
    expect(codes).to.have.length.above(50);
    for (const code of codes) expect(catalogue.has(code), code).to.equal(true);
  });

  it('shares no code with the reasons of deciding', () => {
    const both = Object.keys(readingReasons).filter((code) => code in decidingReasons);
    expect(both).to.deep.equal([]);
  });

  it('says each in one sentence without a full stop, and names a field of the document or none', () => {
    for (const [code, entry] of Object.entries(readingReasons)) {
      expect(entry.says, code).to.match(/[^.]$/);
      expect(entry.field ?? 'spec.', code).to.match(/^spec\./);
    }
  });

  const NETWORK: [string, string][] = [
    ['ECONNREFUSED', 'EngineRefused'],
    ['ECONNRESET', 'EngineClosed'],
    ['EPIPE', 'EngineClosed'],
    ['ETIMEDOUT', 'EngineUnreachable'],
    ['EHOSTUNREACH', 'EngineUnreachable'],
    ['ENETUNREACH', 'EngineUnreachable'],
    ['EPERM', 'EngineUnreachable'],
    ['ENOTFOUND', 'EngineUnresolvable'],
    ['EAI_AGAIN', 'EngineUnresolvable'],
    ['EMFILE', 'OwnSocketsExhausted'],
    ['EADDRNOTAVAIL', 'OwnSocketsExhausted'],
    ['EPROTO', 'EngineTls'],
    ['CERT_HAS_EXPIRED', 'EngineTls'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'EngineTls'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'EngineTls'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'EngineTls'],
    ['HPE_INVALID_CONSTANT', 'EngineNotHttp'],
    ['HPE_HEADER_OVERFLOW', 'EngineNotHttp'],
    ['EWHATEVER', 'EngineNetworkError'],
    ['constructor', 'EngineNetworkError'],
  ];
  for (const [error, code] of NETWORK)
    it(`calls the network's ${error} ${code}`, () => {
      expect(codeFor(error)).to.equal(code);
      expect(catalogue.has(code)).to.equal(true);
    });
});
