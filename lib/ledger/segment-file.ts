import { type Disk, type DiskFile, writeAll } from './disk.ts';

/** One open segment that only ever grows by whole, flushed runs of lines. */
export class SegmentFile {
  readonly #file: DiskFile;
  #end: number;
  #dirty = false;

  private constructor(file: DiskFile, end: number) {
    this.#file = file;
    this.#end = end;
  }

  /** Opens an existing segment whose good part ends at `end` bytes. */
  static async open(disk: Disk, path: string, end: number): Promise<SegmentFile> {
    return new SegmentFile(await disk.open(path, 'write'), end);
  }

  /** Begins a segment. `leftover`: an earlier try may have left the file, whose bytes nobody relied on. */
  static async create(disk: Disk, path: string, leftover: boolean): Promise<SegmentFile> {
    if (!leftover) return new SegmentFile(await disk.open(path, 'create'), 0);
    const file = await disk.open(path, 'write').catch(() => disk.open(path, 'create'));
    const segment = new SegmentFile(file, 0);
    segment.#dirty = true;
    return segment;
  }

  /** Bytes that are on the disk for good. */
  get end(): number {
    return this.#end;
  }

  /**
   * Writes and flushes. When that fails the file is cut back to its good end, now or, if even that fails, before the
   * next write: after a failed flush nobody knows which of the bytes are on the disk, so they are written anew.
   * @throws the system's error
   */
  async append(bytes: Uint8Array): Promise<void> {
    if (this.#dirty) await this.#cutBack();
    try {
      await writeAll(this.#file, bytes, this.#end);
      await this.#file.sync();
    } catch (error) {
      this.#dirty = true;
      await this.#cutBack().catch(() => {});
      throw error;
    }
    this.#end += bytes.length;
  }

  async #cutBack(): Promise<void> {
    await this.#file.truncate(this.#end);
    await this.#file.sync();
    this.#dirty = false;
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}
