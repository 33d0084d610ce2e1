import type { Blind } from '../model/observation.ts';
import { blind } from './blind.ts';
import type { EngineAddress, EnginePage } from './contract.ts';

/**
 * `engine.url` of a policy document. Without a path of its own it gets those of the kind. Where it leads is held against the list of
 * addresses that are off limits when it is connected to.
 * @returns the page to ask, or why the URL cannot be used; neither ever holds a user name or password
 */
export function parseOverride(
  source: string,
  text: string,
  paths: readonly [string, ...string[]],
): EngineAddress | Blind {
  if (!URL.canParse(text)) return blind(source, 'EngineUrlInvalid');
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    return blind(source, 'EngineUrlScheme', { scheme: url.protocol.replace(':', '') });
  if (url.username !== '' || url.password !== '')
    return blind(source, 'EngineUrlHasCredentials', { address: url.host });
  url.hash = '';
  const place = url.pathname === '/' ? pagesAt(url, paths) : { url };
  return { from: 'override', pages: [{ service: null, given: true, ...place }] };
}

/** The addresses of a page that is at one of these paths. */
export function pagesAt(
  base: URL,
  [path, ...more]: readonly [string, ...string[]],
): Pick<EnginePage, 'url' | 'otherwise'> {
  const at = (pathname: string): URL => Object.assign(new URL(base), { pathname });
  return more.length === 0 ? { url: at(path) } : { url: at(path), otherwise: more.map(at) };
}
