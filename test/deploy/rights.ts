/** Rights as sets of `verb group/resource name`, so that what is granted can be compared with what was used. */

import type { Call } from '../support/plane-audit.ts';
import type { Manifest } from '../support/plane-objects.ts';

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  readonly resourceNames?: readonly string[];
}

/** Every single right in the Roles and ClusterRoles among the objects. @throws where one is granted twice */
export function granted(objects: readonly Manifest[]): readonly string[] {
  const rules = objects
    .filter(({ kind }) => kind === 'Role' || kind === 'ClusterRole')
    .flatMap((role) => role.rules as readonly Rule[]);
  const rights = rules.flatMap(({ apiGroups, resources, verbs, resourceNames = [null] }) =>
    apiGroups.flatMap((group) =>
      resources.flatMap((resource) =>
        verbs.flatMap((verb) => resourceNames.map((name) => rightOf(verb, group, resource, name))),
      ),
    ),
  );
  const twice = rights.find((right, index) => rights.indexOf(right) !== index);
  if (twice !== undefined) throw new Error(`granted twice: ${twice}`);
  return rights.sort();
}

/** HTTP status of a connection that became a websocket. */
const SWITCHING = 101;

/**
 * The rights that calls made use of. Names count only where a right is limited to them.
 * @param named rights as granted: a call on an object by name uses the one with its name, where there is one
 */
export function used(calls: readonly Call[], named: readonly string[]): readonly string[] {
  const rights = calls.flatMap(({ verb, group, resource, name, code }) => {
    const narrow = rightOf(verb, group, resource, name);
    const right = named.includes(narrow) ? narrow : rightOf(verb, group, resource, null);
    // A websocket to a command is opened by `get`, and let through only to whoever may `create`, which the log does not say.
    const opened = code === SWITCHING && resource === 'pods/exec';
    return opened ? [right, rightOf('create', group, resource, null)] : [right];
  });
  return [...new Set(rights)].sort();
}

function rightOf(verb: string, group: string, resource: string, name: string | null): string {
  return `${verb} ${group === '' ? 'core' : group}/${resource}${name === null ? '' : ` ${name}`}`;
}
