import type { PageForm } from './pages/form.ts';
import { type Engine, type EngineSource, serveEngine } from './server.ts';

/** So many ports are open ahead of the pods that will have them: a pod says its port when it is made. */
const AHEAD = 4;

/** The pages of workers that have one each. Every pod here has a port of its own, for all of them are on one address. */
export interface PodPages {
  /** A page for a new pod, or null while none is open: `onMore` tells when to ask again. */
  take(pod: string): Engine | null;
  /** The page of a pod that is there. */
  of(pod: string): Engine | null;
  drop(pod: string): void;
  /** Opens what is missing, and lets every port follow its worker. @param atLeast pods to come */
  follow(atLeast?: number): Promise<void>;
  close(): Promise<void>;
}

interface Page {
  readonly engine: Engine;
  pod: string | null;
}

export function podPages(
  form: PageForm,
  sourceOf: (pod: string) => EngineSource,
  onMore: () => void,
): PodPages {
  const pages = new Set<Page>();
  const leaving = new Set<Promise<void>>();
  let short = false;
  let closed = false;

  async function open(): Promise<void> {
    const page: { engine?: Engine; pod: string | null } = { pod: null };
    const source = () => sourceOf(page.pod ?? '');
    const engine = await serveEngine(
      { figures: () => source().figures(), manner: () => (page.pod === null ? 'up' : source().manner()) },
      form,
    );
    page.engine = engine;
    if (closed) await engine.close();
    else pages.add(page as Page);
  }

  const find = (pod: string | null) => [...pages].find((page) => page.pod === pod) ?? null;
  return {
    take(pod) {
      const spare = find(null);
      if (spare === null) {
        short = true;
        return null;
      }
      spare.pod = pod;
      return spare.engine;
    },
    of: (pod) => find(pod)?.engine ?? null,
    drop(pod) {
      const page = find(pod);
      if (page === null) return;
      pages.delete(page);
      const gone = page.engine.close();
      leaving.add(gone);
      void gone.finally(() => leaving.delete(gone));
    },
    async follow(atLeast = 0) {
      const spare = [...pages].filter(({ pod }) => pod === null).length;
      const missing = closed ? 0 : Math.max(AHEAD, atLeast) - spare;
      await Promise.all([...leaving, ...Array.from({ length: Math.max(0, missing) }, open)]);
      await Promise.all([...pages].map(({ engine }) => engine.follow()));
      if (!short) return;
      short = false;
      onMore();
    },
    async close() {
      closed = true;
      await Promise.all([...leaving, ...[...pages].map(({ engine }) => engine.close())]);
    },
  };
}
