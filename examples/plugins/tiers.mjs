// A table of sizes, as capacity planners keep it: a dataset of up to so much has so many workers. See README.md beside it.

/** @param {import('fluid-autoscaler').Kit} kit */
export default ({ z, values, policy }) =>
  policy({
    name: 'tiers',
    summary: 'so many workers by a table of dataset sizes',
    schema: z.strictObject({
      table: z
        .array(
          z.strictObject({
            upTo: values.size().describe('Datasets of up to this size.'),
            workers: values.positive().describe('Have so many workers.'),
          }),
        )
        .min(1)
        .max(20)
        .refine(rises, { error: 'must be a table whose sizes and workers rise from row to row' })
        .describe('From the smallest size to the largest.'),
      beyond: values.positive().describe('Workers of a dataset that is larger than all of the table.'),
    }),
    example: { table: [{ upTo: '1TiB', workers: 2 }], beyond: 4 },
    clock: 'unread',
    build: (config) => ({ sizers: [{ size: ({ observation }) => size(config, observation.dataset) }] }),
  });

function rises(table) {
  return table.every(
    (row, i) => i === 0 || (row.upTo > table[i - 1].upTo && row.workers > table[i - 1].workers),
  );
}

/**
 * @param {{ table: { upTo: number, workers: number }[], beyond: number }} config sizes in bytes
 * @param {{ sizeBytes: number | null }} dataset
 * @returns {import('fluid-autoscaler').Wish}
 */
export function size({ table, beyond }, { sizeBytes }) {
  if (sizeBytes === null) return { says: 'blind', reason: 'the size of the dataset is not known' };
  const row = table.find(({ upTo }) => sizeBytes <= upTo);
  const gib = (bytes) => `${(bytes / 2 ** 30).toFixed(2)} GiB`;
  if (row === undefined)
    return { says: 'wish', wish: beyond, reason: `${gib(sizeBytes)} is beyond the table` };
  return { says: 'wish', wish: row.workers, reason: `${gib(sizeBytes)} is up to ${gib(row.upTo)}` };
}
