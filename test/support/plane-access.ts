import { type AdminRequest, succeeded } from './plane-request.ts';
import { waitFor } from './wait-for.ts';

interface PolicyRule {
  readonly verbs: readonly string[];
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
}

/** The first thing a rule allows, as a SubjectAccessReview asks for it. */
function firstAllowed(rule: PolicyRule, namespace: string | undefined) {
  const verb = rule.verbs[0];
  const path = rule.nonResourceURLs?.[0];
  if (path !== undefined) return { nonResourceAttributes: { verb, path } };
  const [resource, subresource] = (rule.resources?.[0] ?? '').split('/');
  const [group] = rule.apiGroups ?? [];
  const [name] = rule.resourceNames ?? [];
  return { resourceAttributes: { verb, group, resource, subresource, namespace, name } };
}

/**
 * Resolves when the server lets the user do what the rules say: it takes notice of new roles and bindings a moment after they
 * are written.
 */
export async function untilAllowed(
  request: AdminRequest,
  user: string,
  rules: unknown,
  namespace: string | undefined,
): Promise<void> {
  const [rule] = rules as readonly PolicyRule[];
  if (!rule) return;
  const review = {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SubjectAccessReview',
    spec: { user, ...firstAllowed(rule, namespace) },
  };
  const allowed = async () => {
    const answer = await request('POST', '/apis/authorization.k8s.io/v1/subjectaccessreviews', review);
    return succeeded<{ status: { allowed: boolean } }>(answer, 'ask what is allowed').status.allowed;
  };
  await waitFor(allowed, { what: `${user} to be allowed what its role says`, everyMs: 10 });
}
