/** The thread of one plug-in: loads its module, then answers one question after the other. */
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import * as z from 'zod';
import { answered } from './answer.ts';
import { type LoadedPolicy, policyOf, Refusal } from './describe.ts';
import { disguise } from './disguise.ts';
import type { Begin, ConfigIssue, FromThread, ToThread } from './messages.ts';
import { hush } from './output.ts';
import { brief, errorText } from './words.ts';

const { file, disguised } = workerData as Begin;
const port = parentPort;
if (port === null) throw new Error('this is the thread of a plug-in; nobody runs it by itself');
const output = hush((text) => port.postMessage({ kind: 'wrote', text } satisfies FromThread));
if (disguised) disguise();

try {
  const module = (await import(pathToFileURL(file).href)) as { default?: unknown };
  const policy = policyOf(module.default);
  port.on('message', (message: ToThread) => {
    output.allowMore();
    tell(reply(policy, message));
  });
  tell({ kind: 'loaded', description: policy.description });
} catch (error) {
  tell({ kind: 'refused', why: error instanceof Refusal ? error.message : `throws ${errorText(error)}` });
}

function reply(policy: LoadedPolicy, message: ToThread): FromThread {
  const config = configOf(policy, message.kind === 'check' ? message.config : message.question.config);
  if ('issues' in config) return { kind: 'checked', issues: config.issues };
  if (message.kind === 'check') return { kind: 'checked', issues: [] };
  try {
    return answered(policy, config.value, message.question);
  } catch (error) {
    return { kind: 'threw', error: errorText(error) };
  }
}

function configOf(
  { read }: LoadedPolicy,
  config: unknown,
): { readonly value: unknown } | { readonly issues: readonly ConfigIssue[] } {
  try {
    return { value: read(config) };
  } catch (error) {
    if (error instanceof z.ZodError) return { issues: error.issues.slice(0, 20).map(told) };
    return { issues: [{ path: [], message: errorText(error) }] };
  }
}

function told({ path, message }: z.core.$ZodIssue): ConfigIssue {
  const plain = path.map((part) => (typeof part === 'symbol' ? String(part) : part));
  return { path: plain, message: brief(message) };
}

/** What cannot be cloned is the module's doing (an example that is a function): said, not thrown. */
function tell(message: FromThread): void {
  try {
    port?.postMessage(message);
  } catch (error) {
    const why = errorText(error);
    port?.postMessage(message.kind === 'loaded' ? { kind: 'refused', why } : { kind: 'threw', error: why });
  }
}
