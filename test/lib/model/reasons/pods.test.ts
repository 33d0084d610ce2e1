import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { podReasons } from '../../../../lib/model/reasons/pods.ts';
import { projectRoot } from '../../../../lib/root.ts';
import { catalogue } from '../../runtimes/said.ts';

const text = ['lib/runtimes', 'lib/kube']
  .flatMap((folder) =>
    readdirSync(join(projectRoot, folder), { recursive: true }).map((file) => join(folder, String(file))),
  )
  .filter((file) => file.endsWith('.ts'))
  .map((file) => readFileSync(join(projectRoot, file), 'utf8'))
  .join('\n');

describe('the catalogue of reasons of single pods', () => {
  it('holds no code that nothing gives', () => {
    for (const code of Object.keys(podReasons)) expect(text, code).to.include(`'${code}'`);
  });

  it('holds every code that is given', () => {
    const given = [...text.matchAll(/'((?:Exec|Pod|Pods|Stats|Report|Class)[A-Z][A-Za-z]+)'/g)];
    const codes = new Set(given.map(([, code]) => code as string));
    expect(codes.size).to.be.greaterThan(20);
    for (const code of codes) expect(catalogue.has(code), code).to.equal(true);
  });

  it('says each in one sentence without a full stop, and names a field of the document or none', () => {
    for (const [code, { says, field }] of Object.entries(podReasons)) {
      expect(says, code).to.match(/[^.]$/);
      expect(field ?? 'spec.', code).to.match(/^spec\./);
    }
  });

  it('says wherever a right is missing which flag, which Role, and what that right reaches', () => {
    expect(podReasons.ExecNotAllowed.says).to.match(
      /--allow exec.*Role fluid-autoscaler-exec.*any command in any pod/,
    );
    expect(podReasons.ExecForbidden.says).to.match(
      /Role fluid-autoscaler-exec.*get and create on pods\/exec.*any command in any pod/,
    );
  });
});
