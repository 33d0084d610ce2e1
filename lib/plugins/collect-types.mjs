// Part of `npm run build`: gathers what the author of a plug-in writes against into one file of declarations, so that the package
// shows no file of its inside. Everything `author.ts` says, and of the model what that names.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');
const OWN = 'lib/plugins/author.ts';
const model = readdirSync(join(root, 'lib/model')).filter((name) => name.endsWith('.ts'));
const SOURCES = [
  OWN,
  'lib/decide/contract.ts',
  'lib/decide/bounds.ts',
  ...model.map((name) => `lib/model/${name}`),
];

/** Comment, name and text of each exported interface and type: it ends with a line that closes every bracket. */
function declarationsOf(file) {
  const lines = readFileSync(join(root, file), 'utf8').split('\n');
  const found = [];
  for (let i = 0; i < lines.length; i++) {
    const [, kind, name] = /^export (interface|type) (\w+)/.exec(lines[i]) ?? [];
    if (name === undefined) continue;
    let begin = i;
    if (lines[i - 1]?.trim().endsWith('*/')) while (!lines[--begin].startsWith('/**'));
    let depth = 0;
    let end = i;
    for (; end < lines.length; end++) {
      const code = withoutComments(lines[end]);
      depth += count(code, /[{([]/g) - count(code, /[})\]]/g);
      if (depth === 0 && code.trim().endsWith(kind === 'type' ? ';' : '}')) break;
    }
    found.push({ file, name, text: lines.slice(begin, end + 1).join('\n') });
    i = end;
  }
  return found;
}

function withoutComments(line) {
  return line.replace(/\/\*.*?\*\//g, '').replace(/^\s*(\/\*\*|\*).*$/, '');
}

function count(text, pattern) {
  return text.match(pattern)?.length ?? 0;
}

const all = SOURCES.flatMap(declarationsOf);
// The author's own words first: the pipeline has a Policy of its own, which authors never see.
const byName = new Map(all.toReversed().map((one) => [one.name, one]));
const taken = new Set();
function take(declaration) {
  if (declaration === undefined || taken.has(declaration)) return;
  taken.add(declaration);
  const code = declaration.text.split('\n').map(withoutComments).join('\n');
  for (const [word] of code.matchAll(/\b[A-Z]\w*/g)) take(byName.get(word));
}
for (const declaration of all) if (declaration.file === OWN) take(declaration);

const text = all.filter((one) => taken.has(one)).map((one) => one.text);
mkdirSync(join(root, '.build/types'), { recursive: true });
const head =
  '// Types of policies of one’s own: https://github.com/fluid-cloudnative/fluid caches, kept by fluid-autoscaler.';
writeFileSync(join(root, '.build/types/plugin.d.ts'), `${head}\n\n${text.join('\n\n')}\n`);
