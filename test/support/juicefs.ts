/** A real JuiceFS community edition: one volume in local files, mounted as Fluid's worker pods mount it. */
import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { clusterFolder, findEngines } from './binaries.ts';
import { freePort } from './free-port.ts';
import { startServerProcess } from './server-process.ts';
import { tempFolder } from './temp.ts';
import { waitFor } from './wait-for.ts';

export interface JuicefsVolume {
  /** Mounts the volume once more, with a cache of its own, as one worker pod does; returns when its page answers. */
  mount(wishes?: MountWishes): Promise<JuicefsMount>;
}

export interface MountWishes {
  /** Cache size, MiB. Default 128. */
  readonly cacheMib?: number;
  readonly flags?: readonly string[];
}

export interface JuicefsMount {
  /** Port of its metrics page on 127.0.0.1. */
  readonly port: number;
  /** Bytes in its cache, by the files on disk: what each block holds, and the 4 KiB that JuiceFS counts for each. */
  cachedOnDisk(): number;
  /** What `cat FILE` prints in the pod: a file at the root of the mount. */
  cat(file: string): Promise<string>;
  /** Writes a new file of so many bytes; returns its name. */
  write(bytes: number): Promise<string>;
  /** Reads a file past the page cache of the machine: only that fills JuiceFS' own. */
  read(file: string): Promise<void>;
  /** Sends a signal to the process that serves the mount, or to the one that watches it and starts it again. */
  signal(signal: NodeJS.Signals, to?: 'serving' | 'watching'): void;
  /** Ends it. Also happens when this process ends. */
  stop(): Promise<void>;
}

const execute = promisify(execFile);
const NO_TALK = ['--no-color', '--no-usage-report', '--no-agent', '--backup-meta', '0'];

/** @param mountpoint where its pods mount it */
export async function makeJuicefs(mountpoint: string): Promise<JuicefsVolume> {
  const { juicefs } = findEngines();
  if (juicefs === null) throw new Error('no JuiceFS here: run "npm run cluster:engines"');
  const folder = tempFolder('juicefs');
  const meta = `sqlite3://${folder}/meta.db`;
  const storage = ['--storage', 'file', '--bucket', `${folder}/data/`, '--trash-days', '0'];
  await execute(juicefs, ['format', '--no-color', ...storage, meta, 'volume'], { env: homeIn(folder) });
  let mounts = 0;
  return {
    mount: async ({ cacheMib = 128, flags = [] } = {}) => {
      const own = join(folder, `mount${mounts++}`);
      for (const name of ['', 'root', 'cache']) mkdirSync(join(own, name));
      const port = await freePort();
      const cache = [
        '--cache-dir',
        join(own, 'cache'),
        '--cache-size',
        `${cacheMib}M`,
        '--free-space-ratio',
        '0.01',
      ];
      const options = [...NO_TALK, ...cache, '--metrics', `127.0.0.1:${port}`, ...flags];
      const command = [folder, join(own, 'root'), mountpoint, juicefs, 'mount', ...options, meta, mountpoint];
      return startMount({ folder: own, mountpoint, port, command });
    },
  };
}

function homeIn(folder: string): NodeJS.ProcessEnv {
  return { ...process.env, HOME: folder };
}

interface Start {
  readonly folder: string;
  readonly mountpoint: string;
  readonly port: number;
  readonly command: readonly string[];
}

async function startMount({ folder, mountpoint, port, command }: Start): Promise<JuicefsMount> {
  const script = join(clusterFolder, 'juicefs/mount.sh');
  const log = join(folder, 'log');
  const server = startServerProcess('env', [`HOME=${folder}`, script, ...command], { cwd: folder, log });
  /** unshare, in it the process that watches, and that one's child, which serves. */
  const watching = () => onlyChildOf(server.pid);
  const serving = () => onlyChildOf(watching());
  const root = () => `/proc/${serving()}/root${mountpoint}`;
  await waitFor(
    async () => {
      if (server.ended() !== null) return true;
      return (
        (await fetch(`http://127.0.0.1:${port}/metrics`)).ok && readFileSync(`${root()}/.config`).length > 0
      );
    },
    { what: 'JuiceFS to be mounted' },
  );
  if (server.ended() !== null) throw new Error(`JuiceFS ended (${server.ended()}): ${server.lastWords()}`);
  let files = 0;
  return {
    port,
    cachedOnDisk: () => blocksIn(join(folder, 'cache')),
    cat: async (file) => (await execute('cat', [`${root()}/${file}`])).stdout,
    async write(bytes) {
      const name = `file-${process.pid}-${port}-${files++}`;
      const script = 'head -c "$0" /dev/urandom >"$1"; sync "$1"';
      await execute('bash', ['-ec', script, String(bytes), `${root()}/${name}`]);
      return name;
    },
    async read(file) {
      await execute('dd', [`if=${root()}/${file}`, 'of=/dev/null', 'bs=4M', 'iflag=direct', 'status=none']);
    },
    signal: (signal, to = 'serving') => process.kill(to === 'serving' ? serving() : watching(), signal),
    stop: () => server.stop('SIGKILL'),
  };
}

function onlyChildOf(pid: number): number {
  // Any of its threads may have started it.
  const threads = readdirSync(`/proc/${pid}/task`);
  const [child] = threads.flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean),
  );
  if (child === undefined) throw new Error(`process ${pid} has no child`);
  return Number(child);
}

/** A block is a file called `ID_INDEX_BYTES`. */
function blocksIn(cache: string): number {
  const names = readdirSync(cache, { recursive: true, encoding: 'utf8' });
  const blocks = names.flatMap((name) => /raw\/chunks\/.*\/\d+_\d+_(\d+)$/.exec(name)?.[1] ?? []);
  return blocks.reduce((sum, bytes) => sum + Number(bytes) + 4096, 0);
}
