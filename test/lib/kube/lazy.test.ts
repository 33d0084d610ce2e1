import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';

/** What a compiled module of this folder loads, itself included; type imports are gone from compiled code. */
function loads(file: string, folder: string, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  const code = readFileSync(join(folder, file), 'utf8');
  for (const [, target = ''] of code.matchAll(/^(?:import|export)[^;]*?from '([^']+)'/gm)) {
    if (/^\.\/[\w-]+\.js$/.test(target)) loads(target.slice(2), folder, seen);
    else seen.add(target);
  }
  return seen;
}

describe('the cost of importing lib/kube', () => {
  const folder = join(import.meta.dirname, '../../../lib/kube');
  const heavy = ['ws', '@kubernetes/client-node', 'undici', 'yaml'];
  const allowed = ['exec.js', 'connect.js', 'access.js', 'kubeconfig.js'];

  it('is paid by connect alone: only it and what only it uses load the client', () => {
    const files = readdirSync(folder).filter((file) => file.endsWith('.js'));
    expect(files).to.include.members(['cluster.js', 'lease.js', 'scale.js', 'reflector.js', 'objects.js']);
    const paying = files.filter((file) => heavy.some((name) => loads(file, folder).has(name)));
    expect(paying.sort()).to.deep.equal([...allowed].sort());
  });
});
