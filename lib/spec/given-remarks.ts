/** What is wrong with the files that sources of a document name, and what is worth saying of their addresses. */
import type { Remark } from '../decide/contract.ts';
import { isOffLimits } from '../units/off-limits.ts';
import type { Fault } from './fault.ts';
import { isObject } from './folder-state.ts';
import type { Common } from './given-sources.ts';
import { placeAt } from './objections.ts';
import type { ParsedDocument } from './parse.ts';

type Spec = ParsedDocument['document']['spec'];

/** A user-given source of a document, with the path of its field. */
interface Given extends Common {
  readonly path: string;
  readonly url: string;
}

function givenIn({ sources = [] }: Spec): readonly Given[] {
  return sources.flatMap(({ prometheus, http }, i): Given[] => {
    if (prometheus !== undefined)
      return [{ ...prometheus, path: `spec.sources[${i}].prometheus`, url: prometheus.server }];
    return http === undefined ? [] : [{ ...http, path: `spec.sources[${i}].http` }];
  });
}

/** Fields of a source that name a file. */
function filesOf({ bearerTokenFile, basicAuth, tls }: Common): readonly (readonly [string, string])[] {
  const named = [
    ['bearerTokenFile', bearerTokenFile],
    ['basicAuth.passwordFile', basicAuth?.passwordFile],
    ['tls.caFile', tls?.caFile],
  ] as const;
  return named.flatMap(([field, file]) => (file === undefined ? [] : [[field, file] as const]));
}

/**
 * Files of credentials are for the documents of whoever runs the daemon, in files. Whoever may write an object of the cluster could
 * have the daemon send them anywhere, so there they are faults.
 */
export function filesNamedByObjects({ file, key, places, document }: ParsedDocument): readonly Fault[] {
  if (!isObject(file)) return [];
  return givenIn(document.spec).flatMap((given) =>
    filesOf(given).map(([field, name]) => {
      const path = `${given.path}.${field}`;
      return {
        file,
        ...placeAt(places, path),
        path,
        value: JSON.stringify(name),
        problem:
          'an object of the cluster may not name a file of credentials, or whoever may write one could have it sent anywhere',
        allowed:
          "a source without credentials; with them only in a document of the daemon's --policies folder",
        dataset: key,
      };
    }),
  );
}

/** What is allowed and may surprise. */
export function sourceRemarks({ document: { spec } }: ParsedDocument): readonly Remark[] {
  const engine = spec.engine?.url;
  const all = [
    ...(engine === undefined ? [] : [{ path: 'spec.engine', field: 'url', url: engine }]),
    ...givenIn(spec).map((given) => ({ ...given, field: 'server' in given ? 'server' : 'url' })),
  ];
  const remarks: Remark[] = all
    .filter(({ url }) => isOffLimits(new URL(url).hostname))
    .map(({ path, field }) => ({ path: `${path}.${field}`, text: `${field} ${OFF_LIMITS}` }));
  for (const given of givenIn(spec)) remarks.push(...openly(given));
  if (spec.engine !== undefined && spec.sources?.every(({ engine }) => engine === undefined)) {
    const text = 'engine has no effect: spec.sources does not name engine, so it is not asked';
    remarks.push({ path: 'spec.engine', text });
  }
  return remarks;
}

const OFF_LIMITS =
  'is link-local or a cloud’s own, where credentials are handed out: not asked unless the daemon runs with --allow link-local';

/** Without TLS. */
function openly(given: Given): readonly Remark[] {
  if (!given.url.startsWith('http:')) return [];
  const secrets = filesOf(given).filter(([field]) => field !== 'tls.caFile');
  const told = secrets.map(([field]) => ({
    path: `${given.path}.${field}`,
    text: `${field} is sent in the clear: the address is http, not https, so whoever is on the way can read it`,
  }));
  if (given.tls === undefined) return told;
  return [...told, { path: `${given.path}.tls`, text: 'tls has no effect: the address is http, not https' }];
}
