import type { ChartSpec } from '../../charts/spec.ts';
import type { Panel, SentRow, Update } from '../status/wire.ts';

/** What the page's scripts give each other. */
declare global {
  /** What the page knows: rows by name, each with all its points. */
  interface Known {
    readonly rows: ReadonlyMap<string, SentRow>;
    /** Of the daemon's clock, ms since the epoch, at the last answer. */
    readonly now: number;
    readonly daemon: Update['daemon'];
    /** Names of the rows that the last answer changed. */
    readonly changed: ReadonlySet<string>;
  }

  interface FluidFeed {
    /** Asks again and again while the page is visible. Calls back after each answer, and with why when there is none. */
    follow(onKnown: (known: Known) => void, onLost: (why: string) => void): void;
    panel(dataset: string): Promise<Panel>;
  }

  interface FluidList {
    show(known: Known, wanted: (row: SentRow) => boolean): void;
  }

  interface FluidRow {
    /** Its last figures are held until now (ms since the epoch). */
    chart(row: SentRow, now: number): ChartSpec;
  }

  interface FluidPanel {
    /** Shows what is behind a row in an element of its own, and keeps it up to date whenever it is called. */
    show(element: HTMLElement, row: SentRow, now: number): void;
  }

  interface FluidDom {
    /** An element with a class and content; what is text stays text. */
    make<K extends keyof HTMLElementTagNameMap>(
      tag: K,
      name: string,
      ...content: (Node | string)[]
    ): HTMLElementTagNameMap[K];
    /** `4m 10s`, as a countdown shows it. */
    span(ms: number): string;
  }

  var fluidDom: FluidDom;
  var fluidFeed: FluidFeed;
  var fluidRow: FluidRow;
  var fluidPanel: FluidPanel;
  var fluidList: FluidList;
}
