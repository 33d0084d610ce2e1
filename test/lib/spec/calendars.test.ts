import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { readWithCalendars } from '../../../lib/spec/calendars.ts';
import { createPolicyReader } from '../../../lib/spec/folder-reader.ts';
import { loadDocuments } from '../../../lib/spec/load.ts';
import { readSources } from '../../../lib/spec/sources.ts';
import { policies } from '../../../policies/index.ts';
import { tempFolder } from '../../support/temp.ts';

const HOLIDAYS = calendar('20261225');

function calendar(day: string): string {
  return `BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:a\r\nDTSTART;VALUE=DATE:${day}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n`;
}

function documentWith(exclude: string): string {
  return [
    'apiVersion: fluid-autoscaler.dev/v1alpha1',
    'kind: DatasetAutoscaler',
    'metadata: { name: spark }',
    'spec:',
    '  replicas: { min: 1, max: 4 }',
    '  policies:',
    '    schedule:',
    '      - weekly: daily 08:00-20:00',
    `        exclude: ${exclude}`,
    '        atLeast: 3 # holidays.ics is not meant here',
  ].join('\n');
}

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = tempFolder('calendars');
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

async function textIn(folder: string): Promise<string> {
  const content = await readWithCalendars(join(folder, 'spark.yaml'));
  return content !== null && 'text' in content ? content.text : '';
}

const faultsOf = (text: string) =>
  loadDocuments(text, 'spark.yaml', policies).faults.map(
    ({ line, column, problem }) => `${line}:${column}: ${problem}`,
  );

describe('a calendar beside a policy file', () => {
  it('that cannot be read are told in few words, whatever stands in them', async () => {
    const folder = folderWith({
      'spark.yaml': documentWith('[holidays.ics]'),
      'holidays.ics': `BEGIN:VCALENDAR\r\n${'z'.repeat(100_000)}\r\nEND:VCALENDAR\r\n`,
    });
    const [fault] = loadDocuments(await textIn(folder), 'spark.yaml', policies).faults;
    expect(fault?.problem).to.include('holidays.ics cannot be used: invalid line');
    expect(fault?.problem.length).to.be.lessThan(500);
  });

  for (const [how, exclude] of [
    ['plain', '[2026-12-31, holidays.ics]'],
    ['in quotes', '["holidays.ics", \'holidays.ics\']'],
    ['one a line', '\n          - holidays.ics\n          - 2026-12-31'],
    ['behind an anchor', '[&all holidays.ics, *all]'],
  ] as const) {
    it(`is read into the text that names it, ${how}, and its days are left out`, async () => {
      const text = await textIn(
        folderWith({ 'spark.yaml': documentWith(exclude), 'holidays.ics': HOLIDAYS }),
      );
      expect(text).to.include('"holidays.ics: 2026-12-25"');
      expect(text).to.include('# holidays.ics is not meant here');
      const { documents, faults } = loadDocuments(text, 'spark.yaml', policies);
      expect(faults).to.deep.equal([]);
      const claims = (day: string) => {
        const [change] = documents[0]?.plan.nextChanges ?? [];
        return change?.({ now: Date.parse(`${day}T07:59:00Z`) } as never)?.at;
      };
      expect(claims('2026-12-24')).to.equal(Date.parse('2026-12-24T08:00:00Z'));
      expect(claims('2026-12-25')).to.equal(Date.parse('2026-12-26T08:00:00Z'));
    });
  }

  it('is part of what the document is: other days, another hash; and the text needs no calendar to be read again', async () => {
    const document = documentWith('[holidays.ics]');
    const folder = folderWith({ 'spark.yaml': document, 'holidays.ics': HOLIDAYS });
    const [first, again] = [await textIn(folder), await textIn(folder)];
    writeFileSync(join(folder, 'holidays.ics'), calendar('20261226'));
    const other = await textIn(folder);
    const hashes = [first, again, other].map((text) => loadDocuments(text, 'x', policies).documents[0]?.hash);
    expect(hashes[0]).to.equal(hashes[1]).and.not.equal(hashes[2]);
    const [document1] = loadDocuments(first, 'x', policies).documents;
    expect(loadDocuments(document1?.text ?? '', 'ledger', policies).documents[0]?.hash).to.equal(
      document1?.hash,
    );
  });

  it('is seen by a folder that is followed when it changes alone', async () => {
    const folder = folderWith({ 'spark.yaml': documentWith('[holidays.ics]'), 'holidays.ics': HOLIDAYS });
    const reader = createPolicyReader(folder);
    const textNow = async () => {
      const content = (await reader.read()).get('spark.yaml');
      return content !== undefined && 'text' in content ? content.text : '';
    };
    expect(await textNow()).to.include('holidays.ics: 2026-12-25');
    writeFileSync(join(folder, 'holidays.ics'), calendar('20270101'));
    expect(await textNow()).to.include('holidays.ics: 2027-01-01');
    expect([...(await reader.read()).keys()]).to.deep.equal(['spark.yaml']);
  });

  it('is found by validate and by whoever else reads files', async () => {
    const folder = folderWith({ 'spark.yaml': documentWith('[holidays.ics]'), 'holidays.ics': HOLIDAYS });
    const [content] = (await readSources([folder], (async function* () {})())).values();
    expect(content).to.have.property('text').that.includes('holidays.ics: 2026-12-25');
  });

  for (const [name, holidays, says] of [
    ['is not there', null, 'there is no such file beside the policy file'],
    ['is no calendar', 'hello', 'invalid line'],
    ['is too large', `${'x'.repeat(2 ** 20)}x`, 'it is longer than 1048576 bytes'],
  ] as const) {
    it(`that ${name} is a fault where it is named`, async () => {
      const files = { 'spark.yaml': documentWith('[2026-12-31, holidays.ics]') };
      const folder = folderWith(holidays === null ? files : { ...files, 'holidays.ics': holidays });
      const [fault, ...more] = faultsOf(await textIn(folder));
      expect(fault)
        .to.match(/^9:31: the calendar holidays\.ics cannot be used: /)
        .and.include(says);
      expect(more).to.deep.equal([]);
    });
  }

  for (const name of ['../holidays.ics', '/etc/holidays.ics', '.hidden.ics', 'a/b.ics']) {
    it(`is not looked for outside the folder: ${name}`, async () => {
      const folder = folderWith({ 'spark.yaml': documentWith(`["${name}"]`) });
      mkdirSync(join(folder, 'a'));
      for (const file of ['.hidden.ics', 'a/b.ics', '../holidays.ics'])
        writeFileSync(join(folder, file), HOLIDAYS);
      const text = await textIn(folder);
      expect(text).to.not.include('2026-12-25');
      expect(faultsOf(text)).to.have.lengthOf(1);
    });
  }

  it('may be a link, as in a mounted ConfigMap', async () => {
    const folder = folderWith({ 'spark.yaml': documentWith('[holidays.ics]') });
    mkdirSync(join(folder, '..data'));
    writeFileSync(join(folder, '..data', 'holidays.ics'), HOLIDAYS);
    symlinkSync(join('..data', 'holidays.ics'), join(folder, 'holidays.ics'));
    expect(await textIn(folder)).to.include('holidays.ics: 2026-12-25');
  });

  it('leaves a file as it is that names none', async () => {
    const text = `${documentWith('[2026-12-31]')}\n# holidays.ics`;
    expect(await textIn(folderWith({ 'spark.yaml': text, 'holidays.ics': HOLIDAYS }))).to.equal(text);
  });
});
