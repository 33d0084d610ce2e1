/** How Alluxio's programs are called: one Java process each, everything on one address, nothing that calls elsewhere. */
import { join } from 'node:path';
import { clusterFolder } from './binaries.ts';

/** What one cluster has in common; sizes in Alluxio's own units, which are binary (`64MB` is 64 MiB). */
export interface AlluxioSettings {
  /** Folder of the jars. */
  readonly jars: string;
  /** Everything a run leaves; `ufs` in it is the under-store. */
  readonly folder: string;
  /** Address of everything. */
  readonly host: string;
  readonly masters: readonly MasterPorts[];
  /** Cache of one worker, in one tier. */
  readonly quota: string;
  readonly block: string;
  /** More properties of masters, workers and clients. */
  readonly properties: Readonly<Record<string, string>>;
}

export interface MasterPorts {
  readonly rpc: number;
  readonly web: number;
  /** Of the embedded journal, by which several masters agree on a leader. */
  readonly journal: number;
}

export interface WorkerPorts {
  readonly rpc: number;
  readonly web: number;
}

const OPENED = ['lang', 'lang.reflect', 'nio', 'io', 'util', 'util.concurrent', 'net'].map(
  (name) => `java.base/java.${name}`,
);

/** Alluxio asks a cloud's metadata address and its vendor's server unless it is told not to. */
const STAYS_AT_HOME = {
  'alluxio.master.update.check.enabled': 'false',
  'com.amazonaws.sdk.disableEc2Metadata': 'true',
  'java.net.useSystemProxies': 'false',
};

function shared({ folder, host, masters, block, properties }: AlluxioSettings): Record<string, string> {
  const every = (port: (master: MasterPorts) => number) =>
    masters.map((master) => `${host}:${port(master)}`).join(',');
  return {
    ...STAYS_AT_HOME,
    'alluxio.home': folder,
    'alluxio.conf.dir': join(clusterFolder, 'alluxio'),
    'alluxio.logs.dir': join(folder, 'logs'),
    'alluxio.logger.type': 'Console',
    'alluxio.master.mount.table.root.ufs': join(folder, 'ufs'),
    'alluxio.web.ui.enabled': 'false',
    'alluxio.user.hostname': host,
    'alluxio.user.block.size.bytes.default': block,
    // On one machine workers would otherwise keep copies of each other's blocks.
    'alluxio.user.file.passive.cache.enabled': 'false',
    ...(masters.length === 1
      ? { 'alluxio.master.hostname': host, 'alluxio.master.rpc.port': String(masters[0]?.rpc) }
      : { 'alluxio.master.rpc.addresses': every(({ rpc }) => rpc) }),
    ...(masters.length === 1
      ? { 'alluxio.master.journal.type': 'UFS' }
      : {
          'alluxio.master.journal.type': 'EMBEDDED',
          'alluxio.master.embedded.journal.addresses': every(({ journal }) => journal),
        }),
    ...properties,
  };
}

function java(settings: AlluxioSettings, heap: string, more: Record<string, string>, program: string[]) {
  const { jars } = settings;
  const properties = { 'io.netty.tryReflectionSetAccessible': 'true', ...shared(settings), ...more };
  return [
    ...[...OPENED, 'java.base/sun.nio.ch', 'java.base/jdk.internal.misc'].map(
      (name) => `--add-opens=${name}=ALL-UNNAMED`,
    ),
    '-cp',
    `${join(clusterFolder, 'alluxio')}:${jars}/*`,
    `-Xmx${heap}`,
    '-XX:MaxDirectMemorySize=256m',
    '-XX:+UseSerialGC',
    '-XX:TieredStopAtLevel=1', // what is compiled best is not worth the wait here
    ...Object.entries(properties).map(([name, value]) => `-D${name}=${value}`),
    ...program,
  ];
}

function ofMaster({ folder, host, masters }: AlluxioSettings, index: number): Record<string, string> {
  const { rpc, web, journal } = masters[index] as MasterPorts;
  const own = join(folder, `master${index}`);
  return {
    'alluxio.master.hostname': host,
    'alluxio.master.bind.host': host,
    'alluxio.master.rpc.port': String(rpc),
    'alluxio.master.web.bind.host': host,
    'alluxio.master.web.port': String(web),
    'alluxio.master.embedded.journal.port': String(journal),
    'alluxio.master.journal.folder': join(own, 'journal'),
    'alluxio.master.metastore.dir': join(own, 'metastore'),
    'alluxio.master.journal.tailer.shutdown.quiet.wait.time': '200ms',
  };
}

export function formatArguments(settings: AlluxioSettings, index: number): string[] {
  return java(settings, '128m', ofMaster(settings, index), ['alluxio.cli.Format', 'MASTER']);
}

export function masterArguments(settings: AlluxioSettings, index: number): string[] {
  return java(settings, '512m', ofMaster(settings, index), ['alluxio.master.AlluxioMaster']);
}

export function workerArguments(settings: AlluxioSettings, folder: string, ports: WorkerPorts): string[] {
  const { host, quota } = settings;
  const level = 'alluxio.worker.tieredstore.level0';
  const own = {
    'alluxio.worker.hostname': host,
    'alluxio.worker.bind.host': host,
    'alluxio.worker.web.bind.host': host,
    'alluxio.worker.rpc.port': String(ports.rpc),
    'alluxio.worker.web.port': String(ports.web),
    'alluxio.worker.ramdisk.size': quota,
    'alluxio.worker.tieredstore.levels': '1',
    [`${level}.alias`]: 'MEM',
    [`${level}.dirs.mediumtype`]: 'MEM',
    [`${level}.dirs.path`]: folder,
    [`${level}.dirs.quota`]: quota,
  };
  return java(settings, '256m', own, ['alluxio.worker.AlluxioWorker']);
}

/** Alluxio's command line `fs`: cat, free, ... */
export function shellArguments(settings: AlluxioSettings, args: readonly string[]): string[] {
  return java(settings, '256m', {}, ['alluxio.cli.fs.FileSystemShell', ...args]);
}

/** Alluxio's command line `fsadmin`: report, ... */
export function adminArguments(settings: AlluxioSettings, args: readonly string[]): string[] {
  return java(settings, '256m', {}, ['alluxio.cli.fsadmin.FileSystemAdminShell', ...args]);
}
