/** A row's chart: how full, and how many workers, until now. */
(() => {
  /** @type {FluidRow['chart']} */
  function chart(row, now) {
    const { times, usage, replicas, serving } = row.points;
    const at = now / 1000;
    /** @template T @param {readonly T[]} values */
    const held = (values) => (times.length === 0 ? [] : [...values, values.at(-1) ?? null]);
    return {
      label: `${row.dataset}: how full the cache is, and its workers`,
      times: times.length === 0 ? [] : [...times, Math.max(at, times.at(-1) ?? 0)],
      series: [
        { label: 'Utilization', unit: 'share', shape: 'area', tone: 'usage', values: held(usage) },
        {
          label: 'Serving',
          unit: 'count',
          shape: 'steps',
          tone: 'serving',
          dashed: true,
          values: held(serving),
        },
        { label: 'Asked for', unit: 'count', shape: 'steps', tone: 'replicas', values: held(replicas) },
      ],
      marks: row.marks,
      levels:
        row.level === null
          ? []
          : [
              {
                value: row.level,
                unit: 'share',
                label: `threshold ${fluidFormats.value('share', row.level)}`,
                tone: 'bad',
              },
            ],
    };
  }

  globalThis.fluidRow = { chart };
})();
