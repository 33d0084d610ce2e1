/** What is behind a row: the chart, the ladder, what comes, what happened. */
(() => {
  const { make, span } = fluidDom;

  /** @typedef {import('../status/wire.ts').SentRow} SentRow */
  /** @typedef {import('../status/wire.ts').Panel} Panel */

  /** @param {string} title @param {...(Node | string)} content */
  function part(title, ...content) {
    return make('section', 'part', make('h3', '', title), ...content);
  }

  /** @param {string} text */
  const nothing = (text) => make('p', 'soft', text);

  /** @param {Panel} panel */
  function ladder({ wishes, rungs, decision, field }) {
    if (decision === null) return nothing('Nothing is decided while there is nothing to decide on.');
    const rows = [
      ...wishes.map(({ policy, says, reason }) => line(policy, says, '', reason, false)),
      ...rungs.map(({ by, from, to, low, high, reason }) =>
        line(
          by,
          from === to ? String(to) : `${from} → ${to}`,
          `${low ?? '–'} … ${high ?? '–'}`,
          reason,
          from !== to,
        ),
      ),
    ];
    const heads = ['who', 'number', 'may move', 'why'].map((text) => {
      const head = make('th', '', text);
      head.scope = 'col';
      return head;
    });
    const table = make('table', 'ladder');
    table.append(make('thead', '', make('tr', '', ...heads)), make('tbody', '', ...rows));
    const { outcome, current, target } = decision;
    const changed =
      field === null
        ? []
        : [make('span', 'soft', '; the field that would change it: '), make('code', '', field)];
    const came =
      outcome === 'hold'
        ? `stays at ${current}`
        : `${outcome === 'would' ? 'would go ' : ''}${current} → ${target}`;
    return make('div', '', table, make('p', 'outcome', 'comes to: ', make('b', '', came), ...changed));
  }

  /** @param {string} who @param {string} number @param {string} limits @param {string} why @param {boolean} binds */
  function line(who, number, limits, why, binds) {
    const head = make('th', '', who);
    head.scope = 'row';
    return make(
      'tr',
      binds ? 'binds' : '',
      head,
      make('td', 'number', number),
      make('td', 'limits', limits),
      make('td', 'why', why),
    );
  }

  /** @param {number} at */
  function due(at) {
    const element = make('b', 'when');
    element.dataset.at = String(at);
    return element;
  }

  /** Counts down to what an element is for. @template {Element} T @param {T} element @param {number} now */
  function count(element, now) {
    const at = element instanceof HTMLElement ? Number(element.dataset.at) : now;
    element.textContent = at > now ? `in ${span(at - now)}` : 'now';
    return element;
  }

  /** @param {Panel['coming']} coming @param {number} now */
  function schedule(coming, now) {
    if (coming.length === 0) return nothing('Nothing is due: the next look decides afresh.');
    const items = coming.map(({ at, what, next }) =>
      make(
        'li',
        '',
        count(due(at), now),
        make('span', '', `${what}, then it ${next}`),
        make('span', 'soft', ` (${fluidFormats.instant(at / 1000)})`),
      ),
    );
    return make('ol', 'coming', ...items);
  }

  /** @param {Panel['news']} news */
  function happened(news) {
    if (news.length === 0) return nothing('Nothing since this daemon started.');
    const items = news.map(({ at, level, text }) =>
      make(
        'li',
        `news level-${level}`,
        make('time', 'soft', fluidFormats.instant(at / 1000)),
        make('span', '', text),
      ),
    );
    return make('ol', 'happened', ...items);
  }

  /** @param {Panel['facts']} facts */
  function known(facts) {
    return make(
      'dl',
      'facts',
      ...facts.flatMap(([label, text]) => [make('dt', '', label), make('dd', '', text)]),
    );
  }

  /**
   * @typedef {object} Open
   * @property {DrawnChart} chart
   * @property {HTMLElement} body
   * @property {SentRow | null} row the row that `text` was asked for
   * @property {string} text
   */
  /** @type {WeakMap<HTMLElement, Open>} */
  const open = new WeakMap();

  /** @param {HTMLElement} element @param {SentRow} row @param {number} now @returns {Open} */
  function begin(element, row, now) {
    const place = make('div', 'plot');
    const body = make('div', 'parts', nothing('…'));
    element.append(place, body);
    const begun = { chart: fluidCharts.draw(place, fluidRow.chart(row, now)), body, row: null, text: '' };
    open.set(element, begun);
    return begun;
  }

  /** Only what says something else is made anew: a reader's place and selection stay. @param {Open} panel @param {SentRow} row @param {number} now */
  async function fill(panel, row, now) {
    if (panel.row === row) return;
    panel.row = row;
    try {
      const said = await fluidFeed.panel(row.dataset);
      const text = JSON.stringify(said);
      if (text === panel.text) return;
      panel.text = text;
      panel.body.replaceChildren(
        part('Last ladder', ladder(said)),
        part('What comes', schedule(said.coming, now)),
        part('What happened', happened(said.news)),
        part('What is known', known(said.facts)),
      );
    } catch {
      // The head of the page says that the daemon does not answer; what was known stays.
      panel.row = null;
    }
  }

  /** @type {FluidPanel['show']} */
  function show(element, row, now) {
    const before = open.get(element);
    const panel = before ?? begin(element, row, now);
    if (before !== undefined) panel.chart.update(fluidRow.chart(row, now));
    for (const due of panel.body.querySelectorAll('.when')) count(due, now);
    void fill(panel, row, now);
  }

  globalThis.fluidPanel = { show };
})();
