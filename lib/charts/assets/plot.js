/** From a chart's data to uPlot's settings: one scale a unit, the first two with an axis. */
(() => {
  const FONT = '12px system-ui, sans-serif';
  const WHOLE_STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];
  // Powers of two, because sizes are shown in KiB, MiB and GiB.
  const BYTE_STEPS = Array.from({ length: 53 }, (_, power) => 2 ** power);
  /** @type {Partial<Record<ChartUnit, number[]>>} */
  const STEPS = { count: WHOLE_STEPS, bytes: BYTE_STEPS };

  /** @typedef {import('../spec.ts').ChartSpec} ChartSpec */
  /** @typedef {import('../spec.ts').ChartUnit} ChartUnit */

  /** @param {ChartSpec} spec @returns {ChartUnit[]} */
  function unitsOf(spec) {
    return [...new Set(spec.series.map(({ unit }) => unit))];
  }

  /** @param {ChartSpec} spec @param {ChartUnit} unit */
  function highest(spec, unit) {
    const drawn = spec.series.filter((series) => series.unit === unit).flatMap(({ values }) => values);
    const levels = (spec.levels ?? []).filter((level) => level.unit === unit).map(({ value }) => value);
    return [...drawn, ...levels].reduce((/** @type {number} */ top, value) => Math.max(top, value ?? 0), 0);
  }

  /**
   * Where a unit's scale ends: a share at the whole, the rest a little above, so that nothing is drawn on the edge.
   * @param {ChartSpec} spec @param {ChartUnit} unit
   */
  function top(spec, unit) {
    const most = highest(spec, unit);
    if (unit === 'share') return most > 1 ? most * 1.05 : 1.02;
    return unit === 'count' ? most + 1 : Math.max(most * 1.1, 1);
  }

  /** @type {FluidPlot['window']} */
  function windowOf({ window, times }) {
    const [first, last] = window ?? [times[0] ?? 0, times.at(-1) ?? 1];
    return [first, last > first ? last : first + 1];
  }

  /** @type {FluidPlot['data']} */
  function data(spec) {
    return /** @type {uPlot.AlignedData} */ (
      /** @type {unknown} */ ([spec.times, ...spec.series.map((s) => s.values)])
    );
  }

  /** @type {FluidPlot['series']} */
  function series({ compact, ink, spec }) {
    return [
      {},
      ...spec().series.map(({ label, unit, shape, tone, dashed }) => ({
        label,
        scale: unit,
        stroke: () => ink(tone),
        width: compact ? 1.5 : 2,
        points: { show: false },
        ...(shape === 'area' ? { fill: () => `color-mix(in srgb, ${ink(tone)} 18%, transparent)` } : {}),
        ...(dashed === true ? { dash: [4, 4] } : {}),
        ...(shape === 'steps' ? { paths: uPlot.paths.stepped?.({ align: 1 }) } : {}),
      })),
    ];
  }

  /** @type {FluidPlot['scales']} */
  function scales({ spec, zoomed }) {
    /** @type {uPlot.Scales} */
    const all = { x: { time: true, range: (_, low, high) => (zoomed() ? [low, high] : windowOf(spec())) } };
    for (const unit of unitsOf(spec())) all[unit] = { range: () => [0, top(spec(), unit)] };
    return all;
  }

  /** @type {FluidPlot['axes']} */
  function axes({ compact, ink, spec, zone }) {
    if (compact) return [{ show: false }, { show: false }];
    const common = { stroke: () => ink('text'), font: FONT, ticks: { show: false } };
    const grid = { stroke: () => ink('grid'), width: 1 };
    /** @type {uPlot.Axis} */
    const time = {
      ...common,
      grid,
      size: 28,
      space: 64,
      values: (_, splits) => fluidFormats.timeLabels(splits, zone),
    };
    return [
      time,
      ...unitsOf(spec())
        .slice(0, 2)
        .map((unit, index) => figures(unit, index, { ...common, grid })),
    ];
  }

  /** @param {ChartUnit} unit @param {number} index @param {uPlot.Axis} common @returns {uPlot.Axis} */
  function figures(unit, index, common) {
    /** @param {number} split */
    const text = (split) =>
      unit === 'share' ? `${Math.round(split * 100)}%` : fluidFormats.value(unit, split);
    return {
      ...common,
      scale: unit,
      side: index === 0 ? 3 : 1,
      size: unit === 'bytes' ? 72 : 48,
      grid: { ...common.grid, show: index === 0 },
      values: (_, splits) => splits.map(text),
      ...(STEPS[unit] === undefined ? {} : { incrs: STEPS[unit] }),
    };
  }

  globalThis.fluidPlot = { data, series, scales, axes, window: windowOf };
})();
