import type { DatasetUsers } from '../kube/objects.ts';
import type { Reason, Users } from '../model/observation.ts';

/** So many pods are named; the others are counted. */
const MOST_NAMED = 3;

const WHY = {
  unlisted: 'UsersNotListed',
  forbidden: 'UsersForbidden',
  elsewhere: 'UsersElsewhere',
} as const;

/**
 * How many pods use the dataset's volume, Pending ones too: they are about to need the data. As soon as one namespace in which
 * it can be used cannot be seen, no number is told unless a user is seen elsewhere: then it is in use all the same.
 */
export function usersOf({ pods, unseen }: DatasetUsers): Users {
  const [first] = unseen;
  if (pods.length === 0 && first !== undefined) return { pods: null, why: whyOf(first) };
  const named = pods
    .slice(0, MOST_NAMED)
    .map(({ metadata }) => `${metadata.namespace ?? ''}/${metadata.name}`);
  return { pods: pods.length, named };
}

function whyOf({ namespace, why }: DatasetUsers['unseen'][number]): Reason {
  return { code: WHY[why], numbers: { namespace } };
}
