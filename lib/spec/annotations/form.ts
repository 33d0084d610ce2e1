/** What people may write on a Dataset, and how: one annotation for a pause, one for an override of the worker count. */
import * as z from 'zod';
import { formatDuration } from '../../units/duration.ts';
import { instant, remark } from '../names.ts';
import type { SchemaNode } from '../schema-tree.ts';
import { count } from '../values.ts';

/** An override is never for good: what holds longer belongs into the policy document. Ms. */
export const LONGEST_OVERRIDE_MS = 7 * 86_400_000;
/** Many times what anybody caches on one cluster: a slip of the finger must not ask for it. */
export const MOST_OVERRIDE = 10_000;

const A_LINE = 'must be one line of printable characters';
const line = (what: string) =>
  remark(what).refine((text) => !/[\p{C}\u2028\u2029]/u.test(text), { error: A_LINE });
const by = line('a name: who asked for it').describe('Who.');
const why = line('a reason: why').describe('Why.');

/** The same as `spec.paused` of a policy document. */
const paused = z.strictObject({
  by,
  why,
  until: instant().optional().describe('When it ends by itself. Without it: when it is taken back.'),
});

const A_WORKER_COUNT = `must be a whole number of workers, 0 to ${MOST_OVERRIDE}`;
const OVER_BEFORE_IT_BEGAN = 'until must be after since';
const TOO_LONG = `until must be at most ${formatDuration(LONGEST_OVERRIDE_MS)} after since: an override ends by itself; what holds longer belongs into the policy document`;

const override = z
  .strictObject({
    workers: count()
      .max(MOST_OVERRIDE, { error: A_WORKER_COUNT })
      .describe('So many workers, whatever the policies wish for.'),
    by,
    why,
    since: instant().describe('From when on.'),
    until: instant().describe('When it ends by itself.'),
    immediately: z.boolean().optional().describe('In one go, past the step of the policy document.'),
  })
  .refine(({ since, until }) => !(until <= since), { path: ['until'], error: OVER_BEFORE_IT_BEGAN })
  .refine(({ since, until }) => !(until - since > LONGEST_OVERRIDE_MS), { path: ['until'], error: TOO_LONG });

export type PausedAnnotation = z.output<typeof paused>;
export type OverrideAnnotation = z.output<typeof override>;

const forms = new Map<unknown, { schema: z.ZodType; tree: SchemaNode }>();

/** A schema with its tree, for `checkDocument`; made when first asked for. */
function form<T extends z.ZodType>(schema: T): { readonly schema: T; readonly tree: SchemaNode } {
  let made = forms.get(schema);
  if (made === undefined) {
    const tree = z.toJSONSchema(schema, { io: 'input', target: 'draft-2020-12' }) as SchemaNode;
    made = { schema, tree };
    forms.set(schema, made);
  }
  return made as { readonly schema: T; readonly tree: SchemaNode };
}

export const pausedForm = () => form(paused);
export const overrideForm = () => form(override);
