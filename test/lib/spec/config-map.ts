/** A folder as the kubelet mounts a ConfigMap: files are links through `..data`, which is swapped by one rename. */
import { mkdirSync, readdirSync, renameSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface ConfigMapMount {
  /** Replaces the whole content, in the kubelet's order (AtomicWriter): new folder, swap, links, removal of the old. */
  write(files: Readonly<Record<string, string>>): void;
}

export function mountConfigMap(folder: string): ConfigMapMount {
  let generation = 0;
  let last: string | null = null;
  return {
    write: (files) => {
      const name = `..2026_11_22_18_00_00.${generation++}`;
      mkdirSync(join(folder, name));
      for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, name, file), text);
      symlinkSync(name, join(folder, '..data_tmp'));
      renameSync(join(folder, '..data_tmp'), join(folder, '..data'));
      const visible = readdirSync(folder).filter((each) => !each.startsWith('..'));
      for (const file of Object.keys(files)) {
        if (!visible.includes(file)) symlinkSync(join('..data', file), join(folder, file));
      }
      for (const file of visible) if (!(file in files)) unlinkSync(join(folder, file));
      if (last !== null) rmSync(join(folder, last), { recursive: true });
      last = name;
    },
  };
}
