import type { Blind } from '../model/observation.ts';
import { blind } from './blind.ts';
import type { EngineAddress } from './contract.ts';

/**
 * `engine.url` of a policy document. Without a path of its own it gets the kind's page. Where it leads is held against the list of
 * addresses that are off limits when it is connected to.
 * @returns the page to ask, or why the URL cannot be used; neither ever holds a user name or password
 */
export function parseOverride(source: string, text: string, page: string): EngineAddress | Blind {
  if (!URL.canParse(text)) return blind(source, 'EngineUrlInvalid');
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    return blind(source, 'EngineUrlScheme', { scheme: url.protocol.replace(':', '') });
  if (url.username !== '' || url.password !== '')
    return blind(source, 'EngineUrlHasCredentials', { address: url.host });
  if (url.pathname === '/') url.pathname = page;
  url.hash = '';
  return { from: 'override', pages: [{ url, service: null }] };
}
