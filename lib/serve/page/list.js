/** The rows: what wants attention first; a sparkline is drawn when its row comes into sight. */
(() => {
  const { make } = fluidDom;
  const ORDER = ['bad', 'warn', 'act', 'good', 'quiet'];
  const SIGNS = { bad: '!', warn: '!', act: '→', good: '✓', quiet: '·' };

  /** @typedef {import('../status/wire.ts').SentRow} SentRow */

  /**
   * One dataset on the page.
   * @typedef {object} Item
   * @property {HTMLDetailsElement} element
   * @property {HTMLElement} spark
   * @property {HTMLElement} panel
   * @property {DrawnChart | null} chart
   * @property {boolean} inSight
   * @property {SentRow} row
   */

  /** @type {Map<string, Item>} */
  const items = new Map();
  let now = 0;
  const sight = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        const item = [...items.values()].find(({ element }) => element === target);
        if (item === undefined) continue;
        item.inSight = isIntersecting;
        if (isIntersecting) draw(item);
      }
    },
    { rootMargin: '200px' },
  );

  /** @param {Item} item */
  function draw(item) {
    if (!item.inSight) return;
    const spec = fluidRow.chart(item.row, now);
    if (item.chart === null) item.chart = fluidCharts.draw(item.spark, spec, { compact: true, height: 40 });
    else item.chart.update(spec);
    if (item.element.open) fluidPanel.show(item.panel, item.row, now);
  }

  /** @param {SentRow} row @returns {Item} */
  function begin(row) {
    const element = make('details', 'dataset');
    const spark = make('div', 'spark');
    // Its figures stand beside it as text, and in words on the chart behind the row.
    spark.setAttribute('aria-hidden', 'true');
    const panel = make('div', 'panel');
    const slash = row.dataset.indexOf('/');
    const name = make(
      'span',
      'name',
      make('span', 'soft', row.dataset.slice(0, slash + 1)),
      row.dataset.slice(slash + 1),
    );
    const summary = make(
      'summary',
      'row',
      make('span', 'condition'),
      name,
      spark,
      make('span', 'usage'),
      make('span', 'count'),
      make('span', 'reason'),
    );
    element.append(summary, panel);
    element.dataset.name = row.dataset;
    /** @type {Item} */
    const item = { element, spark, panel, chart: null, inSight: false, row };
    element.addEventListener('toggle', () => {
      if (element.open) fluidPanel.show(panel, item.row, now);
    });
    sight.observe(element);
    return item;
  }

  /** @param {Item} item */
  function write({ element, row }) {
    const { condition, usage, replicas, serving, min, max, reason, mode } = row;
    element.dataset.level = condition.level;
    /** @param {string} name @param {...(Node | string)} content */
    const set = (name, ...content) =>
      element.querySelector(`:scope > summary > .${name}`)?.replaceChildren(...content);
    const sign = make('span', 'sign', SIGNS[condition.level]);
    sign.setAttribute('aria-hidden', 'true');
    const modes = mode === 'auto' ? [] : [make('span', 'mode', mode)];
    set('condition', make('span', `badge level-${condition.level}`, sign, condition.word), ...modes);
    set(
      'usage',
      ...(usage === null ? ['–'] : [fluidFormats.value('share', usage), make('span', 'soft', ' full')]),
    );
    const asked = replicas === null ? '–' : String(replicas);
    const starting =
      serving !== null && replicas !== null && serving < replicas ? ` (${serving} serving)` : '';
    set('count', make('b', '', asked), make('span', 'soft', ` of ${min}–${max} workers${starting}`));
    set('reason', reason);
  }

  /** @param {SentRow} row */
  const rank = ({ condition, dataset }) => `${ORDER.indexOf(condition.level)} ${dataset}`;

  /** @type {FluidList['show']} */
  function show(known, wanted) {
    now = known.now;
    const list = document.getElementById('datasets');
    if (list === null) return;
    for (const [name, item] of items) {
      if (known.rows.has(name)) continue;
      sight.unobserve(item.element);
      item.chart?.destroy();
      item.element.remove();
      items.delete(name);
    }
    for (const row of known.rows.values()) {
      const item = items.get(row.dataset) ?? begin(row);
      const isNew = !items.has(row.dataset);
      items.set(row.dataset, item);
      item.row = row;
      if (isNew || known.changed.has(row.dataset)) write(item);
      item.element.hidden = !wanted(row);
      draw(item);
    }
    const order = [...items.values()].sort((a, b) => (rank(a.row) < rank(b.row) ? -1 : 1));
    const isInOrder = order.every(({ element }, index) => list.children[index] === element);
    // Moving an element takes the focus from it, so only where the order changed.
    if (!isInOrder) list.append(...order.map(({ element }) => element));
  }

  globalThis.fluidList = { show };
})();
