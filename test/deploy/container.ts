/** Runs what the image would run, where no container engine is: `container.sh`. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { projectRoot } from '../../lib/root.ts';
import { type ServerProcess, startServerProcess } from '../support/server-process.ts';
import { tempFolder } from '../support/temp.ts';
import { type Image, imageOf } from './dockerfile.ts';

/** Where the Dockerfile's build stage has the project. */
const BUILT = '/src';
const ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';

/** Texts by file name. */
export type Files = Readonly<Record<string, string>>;

export interface Container {
  readonly process: ServerProcess;
  /** Its output, a file. */
  readonly log: string;
  /** The writable volume, as seen from outside. */
  readonly volume: string;
  /** Replaces a mounted ConfigMap as the kubelet does: all of it at once, by a swapped link. @param path where it is mounted */
  mount(path: string, files: Files): void;
}

export interface ContainerOptions {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly user: string;
  /** What the kubelet puts where a ServiceAccount's token is expected. */
  readonly account: { readonly token: string; readonly ca: string; readonly namespace: string };
  /** ConfigMaps by the path they are mounted at. */
  readonly mounts: Readonly<Record<string, Files>>;
  /** Path of the one writable volume. */
  readonly volume: string;
}

/** Why no container can be played here, in one line; null when one can. */
export function containerMissing(): string | null {
  if (process.platform === 'linux' && process.getuid?.() === 0) return null;
  return 'what the image runs: needs root on Linux (it runs in a file system of its own)';
}

/** The image's own files below `root`, as its last stage copies them. */
function unpack(image: Image, root: string): void {
  for (const { from, to, stage } of image.copies) {
    const outside = stage === null ? join(projectRoot, from) : from.replace(BUILT, projectRoot);
    const target = join(root, to.endsWith('/') ? join(to, basename(from)) : to);
    mkdirSync(dirname(target), { recursive: true });
    for (const path of from === `${BUILT}/node_modules` ? packagesThatRun() : ['']) {
      cpSync(join(outside, path), join(target, path), { recursive: true, dereference: true });
    }
  }
}

/** What `npm prune --omit=dev` leaves, as folders of node_modules. */
function packagesThatRun(): readonly string[] {
  const args = ['ls', '--omit=dev', '--all', '--parseable'];
  const [, ...folders] = execFileSync('npm', args, { cwd: projectRoot, encoding: 'utf8' }).trim().split('\n');
  return folders.map((folder) => relative(join(projectRoot, 'node_modules'), folder));
}

export function startContainer(options: ContainerOptions): Container {
  const { args, env, user, account, mounts, volume } = options;
  const image = imageOf();
  const folder = tempFolder('container');
  const root = join(folder, 'root');
  unpack(image, root);
  const inside = (path: string) => join(root, path);
  mkdirSync(inside(ACCOUNT), { recursive: true });
  writeFileSync(inside(`${ACCOUNT}/token`), account.token, { mode: 0o644 });
  writeFileSync(inside(`${ACCOUNT}/ca.crt`), account.ca);
  writeFileSync(inside(`${ACCOUNT}/namespace`), account.namespace);
  const mount = swapper(root);
  for (const [path, files] of Object.entries(mounts)) mount(path, files);
  const path = ['/usr/local/bin', '/usr/bin', '/bin', dirname(process.execPath)].join(':');
  const variables = Object.entries({ PATH: path, ...image.env, ...env }).map(
    ([name, value]) => `${name}=${value}`,
  );
  const log = join(folder, 'log');
  const script = join(projectRoot, 'test/deploy/container.sh');
  const command = [root, user, image.workdir, volume, ...variables, '--', ...image.entrypoint, ...args];
  const started = startServerProcess('unshare', ['--mount', 'bash', script, ...command], {
    cwd: folder,
    log,
  });
  return { process: started, log, volume: inside(volume), mount };
}

/** A ConfigMap's volume: files are links through `..data` into a folder of the version's own. */
function swapper(root: string): Container['mount'] {
  let version = 0;
  return (path, files) => {
    version += 1;
    const folder = join(root, path);
    const data = join(folder, `..version-${version}`);
    mkdirSync(data, { recursive: true });
    for (const [name, text] of Object.entries(files)) {
      writeFileSync(join(data, name), text);
      if (!existsSync(join(folder, name))) symlinkSync(join('..data', name), join(folder, name));
    }
    const next = join(folder, '..data_tmp');
    symlinkSync(basename(data), next);
    renameSync(next, join(folder, '..data'));
  };
}
