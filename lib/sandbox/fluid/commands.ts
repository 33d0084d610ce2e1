import type { RunInPod } from '../api/exec.ts';
import type { ExecAnswer } from '../api/exec-answer.ts';
import { at, type JsonObject } from '../api/json.ts';
import { joinedFigures, workerFigures } from '../model/figures.ts';
import type { Worlds } from './cluster.ts';
import { refOf, runtimeOf, setName, type World } from './world.ts';

/** What commands in the pods of runtimes print: those that the runtime's kind is asked by, and no others. */
export function commandsIn(worlds: Worlds): RunInPod {
  return ({ pod, command }) => {
    const { name, namespace = '' } = pod.metadata;
    const world = worlds.all().find((each) => !each.ended && owns(each, namespace, name));
    if (!world) return { answer: null, fault: null };
    const stdout = printed(world, name, command);
    const answer = stdout === null ? otherwise(command) : { stdout, stderr: '', exitCode: 0 };
    return { answer, fault: world.execFault };
  };
}

/** Every container has `cat`, and no file that is not spoken of above; other programs it has not. */
function otherwise([program, file = '']: readonly string[]): ExecAnswer | null {
  if (program !== 'cat') return null;
  return { stdout: '', stderr: `cat: ${file}: No such file or directory\n`, exitCode: 1 };
}

function owns(world: World, namespace: string, pod: string): boolean {
  const parts = ['worker', 'master'] as const;
  const own = parts.some((part) => pod.startsWith(`${setName(world, part)}-`));
  return world.options.namespace === namespace && own;
}

function printed(world: World, pod: string, command: readonly string[]): string | null {
  const { behaviour, fluid, caches, options } = world;
  const runtime = fluid.get(runtimeOf(world));
  if (behaviour.telling.by !== 'exec' || runtime === null) return null;
  return behaviour.telling.answer({
    command,
    pod,
    runtime,
    runtimeClass: classOf(world, at(runtime, 'spec', 'runtimeClassName')),
    blockBytes: options.blockBytes ?? behaviour.defaultBlock,
    figures: joinedFigures(caches.all()),
    own: workerFigures(caches.of(pod), pod),
  });
}

function classOf(world: World, name: unknown): JsonObject | null {
  return typeof name === 'string' ? world.fluid.get(refOf(world, 'CacheRuntimeClass', name)) : null;
}
