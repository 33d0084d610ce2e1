/** What the daemon says, kept up to date: asks for what changed since the last answer, and only while somebody looks. */
(() => {
  const EVERY_MS = 2000;
  const MOST_BACKOFF_MS = 30_000;
  /** An answer brings the newest points only: a page that slept for longer starts again. */
  const FORGET_MS = 90_000;
  const MOST_POINTS = 480;

  /** @typedef {import('../status/wire.ts').SentRow} SentRow */
  /** @typedef {import('../status/wire.ts').Points} Points */
  /** @typedef {import('../status/wire.ts').Update} Update */

  /** The newest points replace what is known of the same time. @param {Points} old @param {Points} fresh @returns {Points} */
  function joined(old, fresh) {
    const first = fresh.times[0];
    if (first === undefined) return old;
    const kept = old.times.findIndex((time) => time >= first);
    const end = kept < 0 ? old.times.length : kept;
    /** @template T @param {readonly T[]} a @param {readonly T[]} b */
    const join = (a, b) => [...a.slice(0, end), ...b].slice(-MOST_POINTS);
    return {
      times: join(old.times, fresh.times),
      usage: join(old.usage, fresh.usage),
      replicas: join(old.replicas, fresh.replicas),
      serving: join(old.serving, fresh.serving),
    };
  }

  /** @param {Map<string, SentRow>} rows @param {Update} update @param {boolean} whole it begins anew */
  function enter(rows, update, whole) {
    if (whole) rows.clear();
    for (const row of update.rows) {
      const before = rows.get(row.dataset);
      rows.set(
        row.dataset,
        before === undefined ? row : { ...row, points: joined(before.points, row.points) },
      );
    }
    if (update.names === null) return;
    const names = new Set(update.names);
    for (const name of [...rows.keys()]) if (!names.has(name)) rows.delete(name);
  }

  /** @param {string} path */
  async function ask(path) {
    const answer = await fetch(path, { credentials: 'same-origin', signal: AbortSignal.timeout(10_000) });
    if (!answer.ok) throw new Error(`the daemon answered ${answer.status}`);
    return answer.json();
  }

  /** @type {FluidFeed['follow']} */
  function follow(onKnown, onLost) {
    /** @type {Map<string, SentRow>} */
    const rows = new Map();
    let run = '';
    let revision = 0;
    let answered = 0;
    let failures = 0;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;

    /** @param {Update} update */
    const take = (update) => {
      enter(rows, update, update.run !== run || revision === 0);
      run = update.run;
      revision = update.revision;
      const changed = new Set(update.rows.map(({ dataset }) => dataset));
      onKnown({ rows, now: update.now, daemon: update.daemon, changed });
    };
    const look = async () => {
      clearTimeout(timer);
      if (document.hidden) return;
      if (performance.now() - answered > FORGET_MS) revision = 0;
      try {
        take(await ask(`status.json?run=${encodeURIComponent(run)}&since=${revision}`));
        answered = performance.now();
        failures = 0;
      } catch (error) {
        failures++;
        onLost(error instanceof Error ? error.message : String(error));
      }
      timer = setTimeout(look, Math.min(EVERY_MS * 2 ** Math.min(failures, 5), MOST_BACKOFF_MS));
    };
    document.addEventListener('visibilitychange', look);
    void look();
  }

  globalThis.fluidFeed = {
    follow,
    panel: (dataset) => ask(`dataset.json?name=${encodeURIComponent(dataset)}`),
  };
})();
