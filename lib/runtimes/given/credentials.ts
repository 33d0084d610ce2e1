/** Credentials of sources given by users: files in one folder that whoever runs the daemon told it, read anew for each look. */
import { constants } from 'node:fs';
import { open, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { Reach } from '../../model/source.ts';
import type { Failure, Trust } from '../contract.ts';

/** Longer is no token, no password and no bundle of certificates, bytes. */
const LONGEST = 2 ** 18;

export interface Credentials {
  /** Headers of a request; their values are secrets. */
  readonly headers: Readonly<Record<string, string>>;
  readonly trust: Trust;
}

/**
 * @param folder the folder of credentials, or undefined where the daemon was given none
 * @returns what a request needs, or why there is none; a failure names a file and never what is in it
 */
export async function readCredentials(
  { bearerTokenFile, basicAuth, tls }: Reach,
  folder: string | undefined,
): Promise<Credentials | { readonly failure: Failure }> {
  const headers: Record<string, string> = {};
  const trust = { ca: null as string | null, serverName: tls?.serverName ?? null };
  try {
    if (bearerTokenFile !== undefined)
      headers.Authorization = `Bearer ${await readSecret(bearerTokenFile, folder)}`;
    if (basicAuth !== undefined) {
      const { username, passwordFile } = basicAuth;
      const password = await readSecret(passwordFile, folder);
      headers.Authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
    }
    if (tls?.caFile !== undefined) trust.ca = await readCertificates(tls.caFile, folder);
    return { headers, trust };
  } catch (error) {
    if (!(error instanceof Unusable)) throw error;
    return { failure: { code: error.code, numbers: { file: error.file, why: error.message } } };
  }
}

class Unusable extends Error {
  readonly code: 'CredentialsNoFolder' | 'CredentialsUnreadable';
  readonly file: string;
  constructor(code: Unusable['code'], file: string, why: string) {
    super(why);
    this.code = code;
    this.file = file;
  }
}

/** One line without the line feed that ends it: nothing else can stand in a header. */
async function readSecret(file: string, folder: string | undefined): Promise<string> {
  const text = (await readText(file, folder)).replace(/\r?\n$/, '');
  if (text === '') throw new Unusable('CredentialsUnreadable', file, 'it is empty');
  if (!/^[\x20-\x7e]+$/.test(text))
    throw new Unusable('CredentialsUnreadable', file, 'it is not one line of printable ASCII');
  return text;
}

async function readCertificates(file: string, folder: string | undefined): Promise<string> {
  const text = await readText(file, folder);
  if (!text.includes('-----BEGIN CERTIFICATE-----'))
    throw new Unusable('CredentialsUnreadable', file, 'there is no certificate (PEM) in it');
  return text;
}

/** Links are followed, as mounted Secrets are made of them, but not out of the folder. */
async function readText(file: string, folder: string | undefined): Promise<string> {
  if (folder === undefined)
    throw new Unusable('CredentialsNoFolder', file, 'the daemon was given no --credentials folder');
  try {
    const [root, path] = await Promise.all([realpath(folder), realpath(join(folder, file))]);
    if (!path.startsWith(root + sep))
      throw new Unusable('CredentialsUnreadable', file, 'it leads out of the folder of credentials');
    // Without blocking, so that a pipe does not hold us.
    const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const found = await handle.stat();
      if (!found.isFile()) throw new Unusable('CredentialsUnreadable', file, 'it is not a regular file');
      if (found.size > LONGEST)
        throw new Unusable('CredentialsUnreadable', file, `it is longer than ${LONGEST} bytes`);
      const { bytesRead, buffer } = await handle.read(Buffer.alloc(LONGEST), 0, LONGEST, 0);
      return buffer.toString('utf8', 0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof Unusable) throw error;
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw new Unusable('CredentialsUnreadable', file, code === 'ENOENT' ? 'there is no such file' : code);
  }
}
