/** Who is speaking. */
import type { KubeClient } from '../kube/client.ts';
import { ApiError } from '../kube/errors.ts';
import { loadKubeconfig, type Source } from '../kube/kubeconfig.ts';
import { printable } from '../units/printable.ts';

const PATH = '/apis/authentication.k8s.io/v1/selfsubjectreviews';
const KIND = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' };
const LONGEST = 200;

interface Review {
  readonly status?: { readonly userInfo?: { readonly username?: unknown } };
}

/**
 * The name by which the API server knows the caller, else the user's name in the kubeconfig.
 * @returns null where neither says
 * @throws ConnectionError
 */
export async function whoSpeaks(client: KubeClient, source: Source): Promise<string | null> {
  const known = await reviewed(client);
  const name = known ?? loadKubeconfig(source).getCurrentUser()?.name ?? '';
  const shown = printable(name).trim().slice(0, LONGEST);
  return shown === '' ? null : shown;
}

async function reviewed(client: KubeClient): Promise<string | null> {
  try {
    const review = await client.request<Review>({ method: 'POST', path: PATH, body: KIND });
    const name = review.status?.userInfo?.username;
    return typeof name === 'string' && name !== '' ? name : null;
  } catch (error) {
    // Not served, or not allowed.
    if (error instanceof ApiError) return null;
    throw error;
  }
}
