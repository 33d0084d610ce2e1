/** The page: how the daemon is, which datasets are shown, whether what is shown is live. */
(() => {
  const { make } = fluidDom;

  /** @typedef {import('../status/wire.ts').SentRow} SentRow */

  const FILTERS = [
    { key: 'all', label: 'All', takes: () => true },
    {
      key: 'attention',
      label: 'Needs attention',
      takes: (/** @type {SentRow} */ row) => row.condition.level === 'bad' || row.condition.level === 'warn',
    },
    {
      key: 'changing',
      label: 'Changing',
      takes: (/** @type {SentRow} */ row) => row.condition.level === 'act',
    },
  ];

  /** @param {string} id */
  const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));
  const find = /** @type {HTMLInputElement} */ (byId('find'));
  let filter = FILTERS[0];
  /** @type {Known | null} */
  let last = null;

  /** @param {HTMLElement} element @param {string} level @param {string} text */
  function badge(element, level, text) {
    element.className = `badge level-${level}`;
    if (element.textContent !== text) element.textContent = text;
  }

  /** @param {Known} known */
  function showDaemon({ daemon, rows }) {
    const { version, dryRun, leads, unready, notes, policies, ledger } = daemon;
    byId('version').textContent = version;
    if (dryRun) badge(byId('role'), 'act', 'dry run: changes nothing');
    else if (leads) badge(byId('role'), 'good', 'leads');
    else badge(byId('role'), 'quiet', 'stands by');
    const faulty =
      policies.faulty === 0 ? [] : [`${policies.faulty} faults in policy documents: see the daemon’s log`];
    const troubles = [...unready, ...faulty, ...notes];
    byId('troubles').hidden = troubles.length === 0;
    byId('troubles').replaceChildren(make('ul', '', ...troubles.map((text) => make('li', '', text))));
    byId('foot').textContent =
      `policy documents in force: ${policies.inForce}; datasets: ${rows.size}; ledger: record ${ledger.head}, ${fluidFormats.value('bytes', ledger.bytes)}`;
  }

  /** @param {Known} known */
  function showFilters({ rows }) {
    const all = [...rows.values()];
    const buttons = FILTERS.map((each) => {
      const button = make(
        'button',
        'filter',
        `${each.label} `,
        make('b', '', String(all.filter(each.takes).length)),
      );
      button.type = 'button';
      button.setAttribute('aria-pressed', String(each === filter));
      button.dataset.key = each.key;
      return button;
    });
    const focused =
      document.activeElement instanceof HTMLElement ? document.activeElement.dataset.key : undefined;
    byId('filters').replaceChildren(...buttons);
    if (focused !== undefined) buttons.find(({ dataset }) => dataset.key === focused)?.focus();
  }

  /** @param {Known} known */
  function show(known) {
    const text = find.value.trim().toLowerCase();
    const wanted = (/** @type {SentRow} */ row) =>
      filter?.takes(row) === true && row.dataset.toLowerCase().includes(text);
    showDaemon(known);
    showFilters(known);
    fluidList.show(known, wanted);
    const shown = [...known.rows.values()].filter(wanted).length;
    byId('none').hidden = shown > 0;
    byId('none').textContent =
      known.rows.size === 0
        ? 'No policy document is in force: give the daemon some with --policies FOLDER.'
        : 'No dataset is like that.';
  }

  const again = () => {
    if (last !== null) show({ ...last, changed: new Set() });
  };
  find.addEventListener('input', again);
  find.form?.addEventListener('submit', (event) => event.preventDefault());
  byId('filters').addEventListener('click', (event) => {
    const button = event.target instanceof Element ? event.target.closest('button') : null;
    filter = FILTERS.find(({ key }) => key === button?.dataset.key) ?? filter;
    again();
  });

  fluidFeed.follow(
    (known) => {
      last = known;
      badge(byId('live'), 'good', 'live');
      document.body.classList.remove('lost');
      show(known);
    },
    (why) => {
      badge(
        byId('live'),
        'bad',
        `no answer (${why}); shown as of ${last === null ? 'never' : fluidFormats.instant(last.now / 1000)}`,
      );
      document.body.classList.add('lost');
    },
  );
})();
