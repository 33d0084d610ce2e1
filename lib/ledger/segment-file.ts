import { basename } from 'node:path';
import { type Disk, type DiskFile, writeAll } from './disk.ts';
import { LedgerError, systemCode } from './error.ts';

/** One open segment that only ever grows by whole, flushed runs of lines. */
export class SegmentFile {
  readonly #disk: Disk;
  readonly #path: string;
  readonly #file: DiskFile;
  /** Which file this is. It cannot change while the file is open, so it is asked once. */
  readonly #identity: string;
  #end: number;
  #dirty = false;

  private constructor(disk: Disk, path: string, file: DiskFile, identity: string, end: number) {
    this.#disk = disk;
    this.#path = path;
    this.#file = file;
    this.#identity = identity;
    this.#end = end;
  }

  static async #of(disk: Disk, path: string, file: DiskFile, end: number): Promise<SegmentFile> {
    try {
      return new SegmentFile(disk, path, file, await file.identity(), end);
    } catch (error) {
      await file.close().catch(() => {});
      throw error;
    }
  }

  /** Opens an existing segment whose good part ends at `end` bytes. */
  static async open(disk: Disk, path: string, end: number): Promise<SegmentFile> {
    return SegmentFile.#of(disk, path, await disk.open(path, 'write'), end);
  }

  /** Begins a segment. `leftover`: an earlier try may have left the file, whose bytes nobody relied on. */
  static async create(disk: Disk, path: string, leftover: boolean): Promise<SegmentFile> {
    if (!leftover) return SegmentFile.#of(disk, path, await disk.open(path, 'create'), 0);
    const file = await disk.open(path, 'write').catch(() => disk.open(path, 'create'));
    const segment = await SegmentFile.#of(disk, path, file, 0);
    segment.#dirty = true;
    return segment;
  }

  /** Bytes that are on the disk for good. */
  get end(): number {
    return this.#end;
  }

  /**
   * Writes all parts, each asked for when the one before is written, and flushes once. When that fails the file is cut back to
   * its good end, now or, if even that fails, before the next write: after a failed flush nobody knows which of the bytes are on the disk, so they are written anew.
   * A file that was removed or replaced while it was open would take every write and lose it, so its path is looked at
   * before each.
   * @throws the system's error; LedgerError LedgerBroken when the path no longer leads to this file
   */
  async append(parts: Iterable<Uint8Array>): Promise<void> {
    await this.checkThere();
    if (this.#dirty) await this.#cutBack();
    let end = this.#end;
    try {
      for (const bytes of parts) {
        await writeAll(this.#file, bytes, end);
        end += bytes.length;
      }
      await this.#file.sync();
    } catch (error) {
      this.#dirty = true;
      await this.#cutBack().catch(() => {});
      throw error;
    }
    this.#end = end;
  }

  /**
   * @throws LedgerError LedgerBroken when the path no longer leads to this file; the system's error
   */
  async checkThere(): Promise<void> {
    const there = await this.#disk.identity(this.#path).catch((error) => {
      if (systemCode(error) === 'ENOENT' || systemCode(error) === 'ENOTDIR') return null;
      throw error;
    });
    if (there === this.#identity) return;
    throw new LedgerError(
      'LedgerBroken',
      `${basename(this.#path)} is not the file it was: ${this.#path} was ${there === null ? 'removed' : 'replaced'} while the ` +
        'ledger was open, so what is written to it would be lost: this was not recorded; put the folder back as it was, or ' +
        'start again to begin with what is there now',
    );
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
