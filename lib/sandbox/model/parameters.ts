/** The numbers of the cache model, all of them. Those marked *fitted* are what `npm run fit` finds (test/fit); a test holds them to it. */
export interface Parameters {
  /** Share of the time a block takes, at which it begins to take room. Fitted. */
  readonly roomFrom: number;
  /** Share of the time a block takes, at which the reader's own copy begins to grow beside it. Fitted. */
  readonly copyFrom: number;
  /** Share of the blocks read by applications that go where there is most room; the others go to any worker. Fitted. */
  readonly toRoomiest: number;
  /** How long a master that comes back accepts connections and closes them without a byte, ms. Fitted. */
  readonly closedForMs: number;
  /** How long it refuses after that, ms. Fitted. */
  readonly refusedAgainForMs: number;
  /** How long it then shows zeros, ms. Fitted: the shortest and the longest of the recordings. */
  readonly zerosMs: readonly [low: number, high: number];
  /**
   * How long a worker that went silent is counted, ms. Not fitted: Alluxio's defaults, `alluxio.master.worker.timeout` (5 min),
   * looked at every `alluxio.master.lost.worker.detection.interval` (10 s).
   */
  readonly lostAfterMs: readonly [low: number, high: number];
  /** How often workers tell the master of the bytes that passed, ms. Not fitted: `alluxio.worker.block.heartbeat.interval`. */
  readonly heartbeatMs: number;
}

export const PARAMETERS: Parameters = {
  roomFrom: 0.85,
  copyFrom: 0,
  toRoomiest: 0.45,
  closedForMs: 6080,
  refusedAgainForMs: 200,
  zerosMs: [2400, 2770],
  lostAfterMs: [300_000, 310_000],
  heartbeatMs: 1000,
};
