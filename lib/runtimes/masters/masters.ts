import type { KubeObject } from '../../kube/objects.ts';
import type { Blind } from '../../model/observation.ts';
import { isBlind } from '../blind.ts';
import type { EngineFigures, Source } from '../contract.ts';
import type { Wanted } from '../prometheus.ts';
import type { ScannedPage } from '../scan.ts';
import { findMasters } from './find.ts';
import { readMasters } from './leader.ts';

/** What is particular to an engine with masters of which one leads and tells of the whole cache on a page of metrics. */
export interface Masters {
  /** The name its readings carry. */
  readonly source: string;
  /** What the Services of the runtime called `name` are called, one a master, before their `-0`, `-1`, ... */
  service(name: string): string;
  /** Name of the Service port that serves the page; its number is random. */
  readonly port: string;
  /** Where the page may be, in the order in which it is looked for. */
  readonly paths: readonly [string, ...string[]];
  /** What is taken from the page. */
  readonly wanted: Wanted;
  /**
   * The figures of a page, or why it has none.
   * @param page scanned for {@link wanted}
   */
  figuresOf(page: ScannedPage, asked: Asked): EngineFigures | Blind;
}

/** Circumstances of one page. */
export interface Asked {
  /** When the page was asked for, ms. */
  readonly at: number;
  /** Host and port, for the reasons. */
  readonly address: string;
  readonly runtime: KubeObject | null;
}

/** A source that finds the masters, and the one that leads among them. */
export function mastersSource(masters: Masters): Source {
  return {
    name: masters.source,
    look: async ({ objects, url }, means) => {
      const address = findMasters(masters, objects, url);
      if (isBlind(address)) return { result: address };
      return { result: await readMasters(masters, { address, runtime: objects.runtime }, means) };
    },
  };
}
