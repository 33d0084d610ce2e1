import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import type { AgentOptions } from 'node:https';
import { homedir } from 'node:os';
import { delimiter, dirname, isAbsolute, join } from 'node:path';
import {
  type Cluster,
  type Context,
  type DispatcherOptions,
  KubeConfig,
  type User,
} from '@kubernetes/client-node';
import { parseDocument } from 'yaml';
import { KubeconfigError } from './errors.ts';

/** Where the account of a pod is mounted. */
const accountFolder = '/var/run/secrets/kubernetes.io/serviceaccount';

/**
 * A KubeConfig that tells how it would connect. The library makes a new pool of connections for every call
 * (kubernetes-client/javascript#2893); knowing when these settings really change lets one pool be kept.
 */
export class KnownKubeConfig extends KubeConfig {
  /** As last asked for; null before the first authentication. */
  connection: DispatcherOptions | null = null;

  override createDispatcherOptions(cluster: Cluster | null, agentOptions: AgentOptions): DispatcherOptions {
    // Plain http has no certificate to verify; the library refuses it unless that is said.
    const plain = cluster?.server.startsWith('http:') ? { ...cluster, skipTLSVerify: true } : cluster;
    this.connection = super.createDispatcherOptions(plain, agentOptions);
    return this.connection;
  }
}

/** Changes exactly when a connection made with these settings would be another one (CA, certificate, key, proxy, ...). */
export function fingerprint(options: DispatcherOptions): string {
  const hash = createHash('sha256');
  const { type, ...parts } = options;
  const settings: Record<string, unknown> = { type };
  for (const [name, value] of Object.entries(parts)) {
    Object.assign(settings, typeof value === 'string' ? { [name]: value } : value);
  }
  for (const [name, value] of Object.entries(settings)) {
    hash.update(`\0${name}\0`).update(Buffer.isBuffer(value) ? value : String(value));
  }
  return hash.digest('hex');
}

interface Parsed {
  readonly clusters: readonly Cluster[];
  readonly users: readonly User[];
  readonly contexts: readonly Context[];
  readonly current: string | undefined;
}

function absolute(folder: string, path: string): string {
  return isAbsolute(path) ? path : join(folder, path);
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as { code?: string };
    throw new KubeconfigError(
      `cannot read the kubeconfig ${file} (${code}): give one that exists and is readable`,
    );
  }
}

function parseYaml(file: string, text: string): Record<string, unknown> {
  const document = parseDocument(text);
  const [fault] = document.errors;
  if (fault) {
    // The parser's message quotes the file, which may hold a token.
    throw new KubeconfigError(
      `the kubeconfig ${file} is not valid YAML (line ${fault.linePos?.[0].line ?? '?'})`,
    );
  }
  const value: unknown = document.toJS();
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new KubeconfigError(
      `the kubeconfig ${file} is not a kubeconfig: a mapping with clusters, users and contexts`,
    );
  }
  return value as Record<string, unknown>;
}

/** `tokenFile` of the kubeconfig, which the library does not know; read again every minute like a pod's own. */
function withTokenFile(user: User, raw: unknown, folder: string): User {
  const list: readonly unknown[] = Array.isArray(raw) ? raw : [];
  const entry = list.find((item) => (item as { name?: unknown } | null)?.name === user.name);
  const tokenFile = (entry as { user?: { tokenFile?: unknown } } | undefined)?.user?.tokenFile;
  if (typeof tokenFile !== 'string' || user.authProvider) return user;
  const { token: _, ...rest } = user;
  return { ...rest, authProvider: { name: 'tokenFile', config: { tokenFile: absolute(folder, tokenFile) } } };
}

function parseFile(file: string): Parsed {
  const raw = parseYaml(file, readText(file));
  const config = new KubeConfig();
  try {
    config.loadFromString(JSON.stringify(raw));
    config.makePathsAbsolute(dirname(file));
  } catch (error) {
    const what =
      error instanceof Error && /^(clusters|users|contexts)\[\d+\]\S* is missing$/.test(error.message);
    throw new KubeconfigError(`the kubeconfig ${file} cannot be used${what ? `: ${error.message}` : ''}`);
  }
  return {
    clusters: config.clusters,
    users: config.users.map((user) => withTokenFile(user, raw.users, dirname(file))),
    contexts: config.contexts,
    current: config.currentContext,
  };
}

/** Of two entries with one name the first file's counts, as kubectl has it. */
function firstOfEachName<T extends { readonly name: string }>(entries: readonly T[]): T[] {
  const byName = new Map<string, T>();
  for (const entry of entries) if (!byName.has(entry.name)) byName.set(entry.name, entry);
  return [...byName.values()];
}

function fromFiles(files: readonly string[]): KnownKubeConfig {
  const parsed = files.map(parseFile);
  const config = new KnownKubeConfig();
  config.loadFromOptions({
    clusters: firstOfEachName(parsed.flatMap((file) => file.clusters)),
    users: firstOfEachName(parsed.flatMap((file) => file.users)),
    contexts: firstOfEachName(parsed.flatMap((file) => file.contexts)),
    currentContext: parsed.find((file) => file.current)?.current ?? '',
  });
  return config;
}

function fromPod(root: string): KnownKubeConfig {
  const config = new KnownKubeConfig();
  config.loadFromCluster(root);
  return config;
}

/** Null for a user that nobody has an entry for, as in a container: asking for its home throws. */
function ownKubeconfig(): string | null {
  try {
    return join(process.env.HOME ?? homedir(), '.kube', 'config');
  } catch {
    return null;
  }
}

function find(kubeconfig: string | undefined, root: string): KnownKubeConfig {
  if (kubeconfig !== undefined) return fromFiles([kubeconfig]);
  const named = (process.env.KUBECONFIG ?? '').split(delimiter).filter((file) => file !== '');
  if (named.length > 0) {
    const present = named.filter((file) => existsSync(file));
    return fromFiles(present.length > 0 ? present : named);
  }
  const home = ownKubeconfig();
  if (home !== null && existsSync(home)) return fromFiles([home]);
  if (process.env.KUBERNETES_SERVICE_HOST && existsSync(`${root}${accountFolder}/token`))
    return fromPod(root);
  throw new KubeconfigError(
    'no cluster to talk to: give --kubeconfig FILE, set KUBECONFIG, or run in a pod with a service account',
  );
}

export interface Source {
  /** A file; without it `$KUBECONFIG`, then `~/.kube/config`, then the pod's own account. */
  readonly kubeconfig?: string | undefined;
  /** Another context than the current one. */
  readonly context?: string | undefined;
  /** Put before the folder of the pod's account; for tests. */
  readonly podRoot?: string | undefined;
}

/**
 * Reads the access settings, checked: the current context exists and names a cluster with a usable address.
 * Unlike the library it never falls back to `http://localhost:8080`.
 * @throws KubeconfigError saying which file and what is wrong, never quoting it
 */
export function loadKubeconfig({ kubeconfig, context, podRoot = '' }: Source): KnownKubeConfig {
  const config = find(kubeconfig, podRoot);
  if (context !== undefined) config.setCurrentContext(context);
  const known = config.contexts.map(({ name }) => name).join(', ') || 'none';
  const current = config.currentContext;
  if (!current) throw new KubeconfigError(`the kubeconfig names no current context: choose one of: ${known}`);
  if (!config.getContextObject(current)) {
    throw new KubeconfigError(`the kubeconfig has no context "${current}": it has: ${known}`);
  }
  const cluster = config.getCurrentCluster();
  if (!cluster)
    throw new KubeconfigError(`the context "${current}" names a cluster that the kubeconfig does not have`);
  if (!URL.canParse(cluster.server) || !/^https?:/.test(cluster.server)) {
    throw new KubeconfigError(`the server of the cluster "${cluster.name}" is not an http(s) address`);
  }
  return config;
}
