/** Draws time series: colours from theme.css in light and dark, a legend of figures, and a summary that is read out. */
(() => {
  const DARK = matchMedia('(prefers-color-scheme: dark)');
  /** A mark is named when the cursor is within this part of the window. */
  const NEAR = 1 / 50;

  /** @typedef {import('../spec.ts').ChartSpec} ChartSpec */

  /** @param {string} tag @param {string} name @param {...(Node | string)} content */
  function make(tag, name, ...content) {
    const element = document.createElement(tag);
    element.className = name;
    element.append(...content);
    return element;
  }

  /** The latest figure of each series, and between which it was. @param {ChartSpec} spec */
  function summary(spec) {
    const parts = spec.series.map(({ label, unit, values }) => {
      const known = values.filter((value) => value !== null);
      if (known.length === 0) return `${label}: no figures`;
      const [last, low, high] = [known.at(-1), Math.min(...known), Math.max(...known)].map((value) =>
        fluidFormats.value(unit, value),
      );
      return `${label} ${last} last, between ${low} and ${high}`;
    });
    return `${spec.label}. ${parts.join('; ')}.`;
  }

  /** @param {ChartSpec} spec @param {number} time */
  function markNear(spec, time) {
    const [from, to] = fluidPlot.window(spec);
    const away = (/** @type {{ at: number }} */ mark) => Math.abs(mark.at - time);
    const near = (spec.marks ?? []).filter((mark) => away(mark) <= (to - from) * NEAR);
    return near.sort((a, b) => away(a) - away(b))[0];
  }

  /**
   * The figures under the cursor, else the last ones.
   * @param {ChartSpec} spec @param {number | null | undefined} index @param {'utc' | undefined} zone
   */
  function legendOf(spec, index, zone) {
    const at = index ?? spec.times.length - 1;
    const time = spec.times[at];
    const keys = spec.series.map(({ label, unit, tone, dashed, values }) => {
      const swatch = make('i', `chart-swatch tone-${tone}${dashed === true ? ' chart-dashed' : ''}`);
      const figure = make('b', 'chart-value', fluidFormats.value(unit, values[at]));
      return make('span', 'chart-key', swatch, `${label} `, figure);
    });
    const levels = (spec.levels ?? []).map(({ label, tone }) =>
      make('span', 'chart-key', make('i', `chart-swatch chart-dashed tone-${tone}`), label),
    );
    if (time === undefined) return [...keys, ...levels];
    const mark = index === null || index === undefined ? undefined : markNear(spec, time);
    const named = mark === undefined ? [] : [make('span', `chart-mark tone-${mark.tone}`, mark.label)];
    return [...keys, ...levels, ...named, make('span', 'chart-time', fluidFormats.instant(time, zone))];
  }

  /** @type {FluidCharts['draw']} */
  function draw(element, first, options = {}) {
    const { compact = false, zone, sync, height = compact ? 44 : 220 } = options;
    const figure = make('div', compact ? 'chart chart-compact' : 'chart');
    const legend = make('div', 'chart-legend');
    figure.setAttribute('role', 'img');
    // What it says is in the figure's label already.
    legend.setAttribute('aria-hidden', 'true');
    element.append(figure, ...(compact ? [] : [legend]));

    let spec = first;
    let zoomed = false;
    /** @type {Drawing} */
    const drawing = {
      compact,
      zone,
      spec: () => spec,
      zoomed: () => zoomed,
      ink: (tone) => getComputedStyle(figure).getPropertyValue(`--tone-${tone}`).trim() || 'gray',
    };
    const describe = (/** @type {number | null | undefined} */ index) => {
      figure.setAttribute('aria-label', summary(spec));
      if (!compact) legend.replaceChildren(...legendOf(spec, index, zone));
    };
    const build = () => {
      zoomed = false;
      const plot = new uPlot(
        {
          width: Math.max(1, element.clientWidth),
          height,
          series: fluidPlot.series(drawing),
          scales: fluidPlot.scales(drawing),
          axes: fluidPlot.axes(drawing),
          legend: { show: false },
          // On the right, room for half of the last time's label.
          padding: compact ? [3, 0, 1, 0] : [8, 24, 0, 0],
          cursor: compact
            ? { show: false }
            : { y: false, points: { size: 7 }, ...(sync === undefined ? {} : { sync: { key: sync } }) },
          hooks: {
            drawClear: [fluidPaint.levels(drawing)],
            draw: [fluidPaint.marks(drawing)],
            setCursor: [({ cursor }) => describe(cursor.idx)],
            setSelect: [
              ({ select }) => {
                zoomed = select.width > 0;
              },
            ],
          },
        },
        fluidPlot.data(spec),
        figure,
      );
      // Before uPlot's own answer to a double click, which is to show everything again.
      const whole = () => {
        zoomed = false;
      };
      plot.over.addEventListener('dblclick', whole, true);
      describe(null);
      return plot;
    };
    let plot = build();

    const resized = new ResizeObserver(() => {
      const width = element.clientWidth;
      if (width > 0 && width !== plot.width) plot.setSize({ width, height });
    });
    resized.observe(element);
    const recolour = () => plot.redraw(false);
    DARK.addEventListener('change', recolour);
    return {
      update: (next) => {
        const same = shapeOf(next) === shapeOf(spec);
        spec = next;
        if (!same) {
          plot.destroy();
          plot = build();
          return;
        }
        const { min, max } = plot.scales.x ?? {};
        plot.setData(fluidPlot.data(spec), !zoomed);
        if (zoomed && min != null && max != null) plot.setScale('x', { min, max });
        describe(plot.cursor.idx);
      },
      destroy: () => {
        resized.disconnect();
        DARK.removeEventListener('change', recolour);
        plot.destroy();
        element.replaceChildren();
      },
    };
  }

  /** What of a chart is settings rather than data. @param {ChartSpec} spec */
  function shapeOf(spec) {
    return JSON.stringify(spec.series.map(({ values: _, ...rest }) => rest));
  }

  /** @type {FluidCharts['embedded']} */
  function embedded() {
    const text = document.getElementById('fluid-data')?.textContent;
    return text === undefined || text === null ? null : JSON.parse(text);
  }

  globalThis.fluidCharts = { draw, embedded };
})();
