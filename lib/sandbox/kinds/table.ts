import { alluxio, goosefs } from './alluxio.ts';
import { cache } from './cache.ts';
import type { Behaviour, RuntimeName } from './contract.ts';
import { jindo } from './jindo.ts';
import { juicefs, juicefsCommunity } from './juicefs.ts';
import { efc, thin, vineyard } from './untold.ts';

/** Every way in which a runtime of the sandbox behaves. */
export const behaviours: Readonly<Record<RuntimeName, Behaviour>> = {
  alluxio,
  cache,
  efc,
  goosefs,
  jindo,
  juicefs,
  'juicefs-community': juicefsCommunity,
  thin,
  vineyard,
};

const kinds = new Set(Object.values(behaviours).map(({ kind }) => kind));

export function isRuntimeKind(kind: string): boolean {
  return kinds.has(kind);
}

/** The behaviour of a runtime of this kind; of the two of a JuiceFSRuntime the community's where the mount names a `metaurl`. */
export function behaviourOf(kind: string, hasMetaUrl: boolean): Behaviour {
  const found = Object.values(behaviours).filter((each) => each.kind === kind);
  const wanted = hasMetaUrl ? 'juicefs-community' : 'juicefs';
  const one = found.find(({ name }) => name === wanted) ?? found[0];
  if (!one) throw new Error(`the sandbox knows no runtime of kind ${kind}`);
  return one;
}
