import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

async function openssl(folder: string, args: readonly string[]): Promise<void> {
  try {
    await run('openssl', args, { cwd: folder });
  } catch (error) {
    throw new Error(`openssl ${args[0]} failed; the real control plane needs openssl for its certificates`, {
      cause: error,
    });
  }
}

function writeKey(path: string): void {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  writeFileSync(path, privateKey.export({ type: 'sec1', format: 'pem' }), { mode: 0o600 });
}

async function certificate(folder: string, name: string, subject: string, altNames: string): Promise<void> {
  writeKey(join(folder, `${name}.key`));
  writeFileSync(join(folder, `${name}.ext`), `subjectAltName=${altNames}\n`);
  await openssl(folder, ['req', '-new', '-key', `${name}.key`, '-subj', subject, '-out', `${name}.csr`]);
  const signed = ['-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '2'];
  const out = ['-extfile', `${name}.ext`, '-out', `${name}.crt`];
  await openssl(folder, ['x509', '-req', '-in', `${name}.csr`, ...signed, ...out]);
}

/**
 * Makes the keys and certificates of one control plane, valid for two days: `ca`, `server` (127.0.0.1, localhost), `admin`
 * (group system:masters), each `.crt` and `.key`, and `accounts.key`, which signs service-account tokens.
 * @param folder an empty folder of its own
 */
export async function makeCertificates(folder: string): Promise<void> {
  writeKey(join(folder, 'ca.key'));
  await openssl(folder, [
    'req',
    '-x509',
    '-new',
    '-key',
    'ca.key',
    '-subj',
    '/CN=ca',
    '-days',
    '2',
    '-out',
    'ca.crt',
  ]);
  await certificate(folder, 'server', '/CN=kube-apiserver', 'IP:127.0.0.1,DNS:localhost');
  await certificate(folder, 'admin', '/O=system:masters/CN=admin', 'DNS:admin');
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  writeFileSync(join(folder, 'accounts.key'), privateKey.export({ type: 'pkcs1', format: 'pem' }), {
    mode: 0o600,
  });
}
