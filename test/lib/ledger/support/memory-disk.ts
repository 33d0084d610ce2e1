import { basename, dirname, join } from 'node:path';
import type { Disk, DiskFile, Lock } from '../../../../lib/ledger/disk.ts';
import { surviving } from './power-cut.ts';

interface MemoryFile {
  /** What a reader sees now. */
  bytes: Buffer;
  /** What was there at the last sync. */
  synced: Buffer;
  /** What tells it from every other file. */
  readonly id: string;
}

export type Operation =
  | 'makeFolder'
  | 'list'
  | 'open'
  | 'remove'
  | 'syncFolder'
  | 'lock'
  | 'read'
  | 'write'
  | 'sync'
  | 'truncate'
  | 'size'
  | 'identity'
  | 'close';

/** What goes wrong at a call: an error code, a write of fewer bytes, or the power. */
export type Fault = { readonly code: string } | { readonly short: number } | 'power';

export type FaultPlan = (operation: Operation, path: string) => Fault | null;

let files = 0;

function memoryFile(bytes: Buffer): MemoryFile {
  files += 1;
  return { bytes, synced: bytes, id: String(files) };
}

function systemError(code: string, what: string): Error {
  return Object.assign(new Error(`${code}: ${what}`), { code });
}

/**
 * A disk that remembers what was flushed, so that the power can go at any call: what was not flushed may then be there
 * or not, in part, or as zeros.
 */
export class MemoryDisk implements Disk {
  #names = new Map<string, MemoryFile>();
  #syncedNames = new Map<string, MemoryFile>();
  #locked = new Set<string>();
  #dead = false;
  #handles = 0;
  plan: FaultPlan = () => null;
  /** A disk that says flushed and is not: what nobody can build upon. */
  lies = false;
  readonly calls: Operation[] = [];

  get openHandles(): number {
    return this.#handles;
  }

  #call(operation: Operation, path: string): Fault | null {
    if (this.#dead) throw systemError('EIO', 'no power');
    this.calls.push(operation);
    const fault = this.plan(operation, path);
    if (fault !== null && fault !== 'power' && 'code' in fault)
      throw systemError(fault.code, `${operation} ${path}`);
    if (fault === 'power') {
      this.#dead = true;
      if (operation !== 'write') throw systemError('EIO', 'no power');
    }
    return fault;
  }

  async makeFolder(folder: string): Promise<void> {
    this.#call('makeFolder', folder);
  }

  async list(folder: string): Promise<string[]> {
    this.#call('list', folder);
    return [...this.#names.keys()].filter((path) => dirname(path) === folder).map((path) => basename(path));
  }

  async open(path: string, how: 'read' | 'write' | 'create'): Promise<DiskFile> {
    this.#call('open', path);
    let file = this.#names.get(path);
    if (file !== undefined && how === 'create') throw systemError('EEXIST', path);
    if (file === undefined && how !== 'create') throw systemError('ENOENT', path);
    if (file === undefined) {
      file = memoryFile(Buffer.alloc(0));
      this.#names.set(path, file);
    }
    this.#handles += 1;
    return this.#handle(file, path);
  }

  #handle(file: MemoryFile, path: string): DiskFile {
    return {
      read: async (into, position) => {
        this.#call('read', path);
        return position >= file.bytes.length ? 0 : file.bytes.copy(into, 0, position);
      },
      write: async (given, position) => {
        const fault = this.#call('write', path);
        const short =
          fault === 'power' ? Math.floor(given.length / 2) : fault === null ? given.length : shortOf(fault);
        const bytes = given.subarray(0, Math.min(short, given.length));
        const grown = Buffer.alloc(Math.max(file.bytes.length, position + bytes.length));
        file.bytes.copy(grown);
        grown.set(bytes, position);
        file.bytes = grown;
        if (fault === 'power') throw systemError('EIO', 'no power');
        return bytes.length;
      },
      sync: async () => {
        this.#call('sync', path);
        if (!this.lies) file.synced = Buffer.from(file.bytes);
      },
      truncate: async (size) => {
        this.#call('truncate', path);
        file.bytes = Buffer.from(file.bytes.subarray(0, size));
      },
      size: async () => {
        this.#call('size', path);
        return file.bytes.length;
      },
      identity: async () => {
        this.#call('identity', path);
        return file.id;
      },
      close: async () => {
        this.#handles -= 1;
        if (!this.#dead) this.#call('close', path);
      },
    };
  }

  async remove(path: string): Promise<void> {
    this.#call('remove', path);
    if (!this.#names.delete(path)) throw systemError('ENOENT', path);
  }

  async identity(path: string): Promise<string> {
    this.#call('identity', path);
    const file = this.#names.get(path);
    if (file === undefined) throw systemError('ENOENT', path);
    return file.id;
  }

  async syncFolder(folder: string): Promise<void> {
    this.#call('syncFolder', folder);
    this.#syncedNames = new Map(this.#names);
  }

  async lock(path: string, _holder: string): Promise<Lock | { readonly heldBy: string }> {
    this.#call('lock', path);
    if (this.#locked.has(path)) return { heldBy: 'the one before' };
    this.#locked.add(path);
    return {
      release: async () => {
        this.#locked.delete(path);
      },
    };
  }

  /** Bytes of a file, for looking at and tampering with. */
  get(path: string): Buffer {
    return this.#names.get(path)?.bytes ?? Buffer.alloc(0);
  }

  put(path: string, bytes: Buffer): void {
    const file = memoryFile(bytes);
    this.#names.set(path, file);
    this.#syncedNames.set(path, file);
  }

  delete(path: string): void {
    this.#names.delete(path);
    this.#syncedNames.delete(path);
  }

  names(folder: string): string[] {
    return [...this.#names.keys()]
      .filter((path) => dirname(path) === folder)
      .map((path) => basename(path))
      .sort();
  }

  segments(folder: string): string[] {
    return this.names(folder).filter((name) => name.endsWith('.jsonl'));
  }

  /**
   * The disk after the power went and came back.
   * @param choose a whole number in [0, n)
   */
  afterPowerCut(choose: (n: number) => number): MemoryDisk {
    const next = new MemoryDisk();
    next.lies = this.lies;
    for (const path of new Set([...this.#names.keys(), ...this.#syncedNames.keys()])) {
      const now = this.#names.get(path);
      const synced = this.#syncedNames.get(path);
      const survivor = now === synced || choose(2) === 0 ? now : synced;
      if (survivor !== undefined) next.put(path, surviving(survivor, choose));
    }
    return next;
  }

  /** Every line of every segment, in order. */
  lines(folder: string): { path: string; line: Buffer }[] {
    return this.segments(folder).flatMap((name) => {
      const path = join(folder, name);
      const text = this.get(path).toString('latin1');
      const parts = text.split('\n');
      return parts.slice(0, -1).map((line) => ({ path, line: Buffer.from(line, 'latin1') }));
    });
  }
}

function shortOf(fault: Exclude<Fault, 'power'>): number {
  return 'short' in fault ? fault.short : 0;
}
