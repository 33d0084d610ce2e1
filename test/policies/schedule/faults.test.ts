import { expect } from 'chai';
import { formatFault } from '../../../lib/spec/fault.ts';
import { loadDocuments } from '../../../lib/spec/load.ts';
import { policies } from '../../../policies/index.ts';

interface Case {
  readonly name: string;
  /** Lines of the list `schedule:`. */
  readonly schedule: string;
  /** Other policies. */
  readonly beside?: string;
  /** `line:column: text` of what is said; the list begins in line 8. */
  readonly says: readonly (string | RegExp)[];
}

function documentOf({ schedule, beside = 'scaleDown: disabled' }: Omit<Case, 'says' | 'name'>): string {
  return [
    'apiVersion: fluid-autoscaler.dev/v1alpha1',
    'kind: DatasetAutoscaler',
    'metadata: { name: spark }',
    'spec:',
    '  replicas: { min: 2, max: 6 }',
    `  policies:\n    ${beside}`,
    '    schedule:',
    ...schedule.split('\n').map((line) => `      ${line}`),
  ].join('\n');
}

const FAULTS: readonly Case[] = [
  {
    name: 'a pattern that never comes',
    schedule: '- start: 0 8 31 2 *\n  duration: 1h\n  atLeast: 3',
    says: [/^9:16: .*it never comes: there is no such day/],
  },
  {
    name: 'a pattern that is none',
    schedule: '- start: 0 25 * * *\n  duration: 1h\n  atLeast: 3',
    says: [/^9:16: .*Invalid value for hour: 25/],
  },
  {
    name: 'an unknown zone, with the nearest one',
    schedule: '- weekly: Mon-Fri 08:00-20:00\n  zone: Europe/Berln\n  atLeast: 3',
    says: [/^10:15: .*"Europe\/Berln" is not allowed.*the nearest one is Europe\/Berlin/],
  },
  {
    name: 'validity that ends before it begins',
    schedule: '- weekly: daily 08:00-20:00\n  validFrom: 2026-12-31\n  validUntil: 2026-12-01\n  atLeast: 3',
    says: [/^11:21: .*validUntil is not after validFrom/],
  },
  {
    name: 'a range of days that ends before it begins',
    schedule: '- weekly: daily 08:00-20:00\n  exclude: [2027-01-02..2026-12-24]\n  atLeast: 3',
    says: [/^10:19: .*"2027-01-02..2026-12-24" is not allowed/],
  },
  {
    name: 'a day that does not exist',
    schedule: '- weekly: daily 08:00-20:00\n  exclude: [2026-02-30]\n  atLeast: 3',
    says: [/^10:19: .*"2026-02-30" is not allowed/],
  },
  {
    name: 'a start without an end',
    schedule: '- start: 0 8 * * *\n  atLeast: 3',
    says: [/^9:16: .*start without an end: it would never close/],
  },
  {
    name: 'an end that is the start',
    schedule: '- start: 0 8 * * *\n  end: 0 8 * * *\n  atLeast: 3',
    says: [/^10:14: .*it would close as it opens/],
  },
  {
    name: 'weekly times that are none',
    schedule: '- weekly: Mon-Fri 8-20\n  atLeast: 3',
    says: [/^9:17: .*"Mon-Fri 8-20" is not allowed.*allowed: days and times such as "Mon-Fri 08:00-20:00"/],
  },
  {
    name: 'a lead without its unit',
    schedule: '- weekly: daily 08:00-20:00\n  lead: 20\n  atLeast: 3',
    says: [/^10:15: .*20 is not allowed.*allowed: a duration longer than 0, such as 20m/],
  },
  {
    name: 'a negative number and ten to the ninth',
    schedule: '- weekly: daily 08:00-12:00\n  atLeast: -1\n- weekly: daily 12:00-20:00\n  atMost: 1000000000',
    says: [
      /^10:18: .*-1 is not allowed/,
      /^12:17: .*1000000000 is not allowed; allowed: a whole number, at most 150000 workers/,
    ],
  },
  {
    name: 'a window that does nothing',
    schedule: '- weekly: daily 08:00-20:00',
    says: [/^9:9: .*does nothing: give atLeast/],
  },
  {
    name: 'two kinds of size',
    schedule: '- weekly: daily 08:00-20:00\n  atLeast: 3\n  exactly: 4',
    says: [/^11:18: .*exactly beside another size/],
  },
  {
    name: 'at least above at most',
    schedule: '- weekly: daily 08:00-20:00\n  atLeast: 5\n  atMost: 3',
    says: [/^10:18: .*atLeast must not be above atMost/],
  },
  {
    name: 'a lead for nobody',
    schedule: '- weekly: daily 08:00-20:00\n  atMost: 3\n  lead: 10m',
    says: [/^11:15: .*lead without workers to be ready/],
  },
  {
    name: 'two windows of one name',
    schedule:
      '- name: day\n  weekly: daily 08:00-20:00\n  atLeast: 3\n- name: day\n  weekly: daily 20:00-22:00\n  atLeast: 4',
    says: [/^12:15: .*two windows are called day/],
  },
  {
    name: 'a window that no day is left for',
    schedule: '- weekly: daily 08:00-20:00\n  exclude: [01-01..12-31]\n  atLeast: 3',
    says: [/^9:9: .*the window never holds/],
  },
  {
    name: 'more than replicas.max',
    schedule: '- weekly: daily 08:00-20:00\n  atLeast: 9',
    says: [/^10:9: .*9 is above replicas.max 6; allowed: between 2 and 6/],
  },
  {
    name: 'less than replicas.min',
    schedule: '- weekly: daily 08:00-20:00\n  atMost: 1',
    says: [/^10:9: .*1 is below replicas.min 2/],
  },
  {
    name: 'windows that contradict each other whenever one holds',
    schedule:
      '- name: day\n  weekly: daily 06:00-22:00\n  atLeast: 5\n- weekly: Mon-Fri 08:00-20:00\n  atMost: 3',
    says: [/^13:9: .*at most 3 never holds: whenever this window does, window day holds too/],
  },
  {
    name: 'exactly below a size that another window brings, while nothing may shrink',
    schedule:
      '- name: day\n  start: 0 8 * * *\n  end: next\n  exactly: 5\n- start: 0 20 * * *\n  end: next\n  exactly: 2',
    says: [/^15:9: .*exactly 2 is below the 5 that window day asks for, and scaling down is disabled/],
  },
  {
    name: 'a calendar where nobody reads one',
    schedule: '- weekly: daily 08:00-20:00\n  exclude: [holidays.ics]\n  atLeast: 3',
    says: [/^10:19: .*the calendar holidays.ics was not read/],
  },
];

const NOTES: readonly Case[] = [
  {
    name: 'windows that contradict each other at times, with the first of them',
    schedule:
      '- name: day\n  weekly: Mon-Fri 08:00-20:00\n  zone: Europe/Berlin\n  atLeast: 5\n- name: few\n  weekly: Fri 18:00-23:00\n  atMost: 3',
    says: [
      /^15:9: window few allows at most 3 while window day asks for at least 5, as from Fri 2026-01-02 18:00 UTC on/,
    ],
  },
  {
    name: 'exactly below what the count may have grown to, while nothing may shrink',
    beside: 'threshold: { up: 90% }',
    schedule: '- weekly: daily 08:00-20:00\n  exactly: 3',
    says: [/^10:9: exactly 3 brings nothing down, because scaling down is disabled/],
  },
  {
    name: 'a window that always holds',
    schedule: '- start: 0 8 * * *\n  duration: 24h\n  atLeast: 3',
    says: [/^10:9: the window opens again before it closes/],
  },
  {
    name: 'one window alone that waits for the next',
    schedule: '- start: 0 8 * * *\n  end: next\n  atLeast: 3',
    says: [/^10:9: end: next in this window alone/],
  },
  {
    name: 'a window that is suspended',
    schedule: '- weekly: daily 08:00-20:00\n  atLeast: 3\n  suspend: true',
    says: [/^11:9: the window is suspended/],
  },
  {
    name: 'scaling down enabled where it is',
    beside: 'scaleDown: enabled',
    schedule: '- weekly: daily 08:00-20:00\n  scaleDown: enabled',
    says: [/^10:9: scaleDown: enabled changes nothing here/],
  },
];

/** Nothing is said of these. */
const SOUND: readonly Omit<Case, 'says'>[] = [
  {
    name: 'windows that touch',
    schedule: '- weekly: daily 08:00-20:00\n  atLeast: 5\n- weekly: daily 20:00-08:00\n  atMost: 3',
  },
  {
    name: 'exactly below another window where that one lets it come down',
    schedule:
      '- start: 0 8 * * *\n  end: next\n  exactly: 5\n- start: 0 20 * * *\n  end: next\n  exactly: 2\n  scaleDown: enabled',
  },
  {
    name: 'more than replicas.max where a window puts bounds in its place',
    schedule:
      '- weekly: Sat,Sun 00:00-24:00\n  replicas: { min: 0, max: 20 }\n- weekly: Sat 08:00-10:00\n  atLeast: 12',
  },
];

describe('a schedule is refused, with line and column, for', () => {
  for (const { name, says, ...one } of FAULTS) {
    it(name, () => {
      const text = documentOf(one);
      const { faults, documents } = loadDocuments(text, 'spark.yaml', policies);
      expect(documents).to.have.lengthOf(0);
      const lines = faults.map(
        (fault) => formatFault(fault, text).split('\n')[0]?.replace('spark.yaml:', '') ?? '',
      );
      expect(lines).to.have.lengthOf(says.length);
      for (const [i, line] of lines.entries()) expect(line).to.match(new RegExp(says[i] ?? ''));
    });
  }
});

describe('a schedule is accepted with a note on', () => {
  for (const { name, says, ...one } of NOTES) {
    it(name, () => {
      const { faults, documents } = loadDocuments(documentOf(one), 'spark.yaml', policies);
      expect(faults).to.deep.equal([]);
      const notes = (documents[0]?.notes ?? []).filter(({ path }) =>
        path.startsWith('spec.policies.schedule'),
      );
      const lines = notes.map(({ line, column, text }) => `${line}:${column}: ${text}`);
      expect(lines).to.have.lengthOf(says.length);
      for (const [i, line] of lines.entries()) expect(line).to.match(new RegExp(says[i] ?? ''));
    });
  }
});

describe('nothing is said of', () => {
  for (const { name, ...one } of SOUND) {
    it(name, () => {
      const { faults, documents } = loadDocuments(documentOf(one), 'spark.yaml', policies);
      expect(faults).to.deep.equal([]);
      const notes = (documents[0]?.notes ?? []).filter(({ path }) =>
        path.startsWith('spec.policies.schedule'),
      );
      expect(notes).to.deep.equal([]);
    });
  }
});
