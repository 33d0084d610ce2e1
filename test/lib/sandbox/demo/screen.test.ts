import { expect } from 'chai';
import { createScreen, type Screen } from '../../../../lib/sandbox/demo/screen.ts';

const BOLD = '\u001b[1m';
const ESCAPE = '\u001b';

function screenOf(options: { isTTY?: boolean; columns?: number }, env: Record<string, string> = {}) {
  let text = '';
  const output = {
    write: (part: string) => {
      text += part;
    },
    ...options,
  };
  const screen: Screen = createScreen(output, env);
  return { screen, text: () => text };
}

/** What a terminal shows in the end: the line that was erased is gone. */
function shown(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.slice(line.lastIndexOf(`\r${ESCAPE}[K`) + 1).replace(`${ESCAPE}[K`, ''));
}

describe('the screen of the demo on a terminal', () => {
  it('redraws the latest row in place', () => {
    const { screen, text } = screenOf({ isTTY: true, columns: 40 });
    screen.live('first', 'changed');
    screen.live('second', null);
    screen.live('third', 'due');
    expect(shown(text())).to.deep.equal(['third']);
  });

  it('leaves the row as it last was when something changes', () => {
    const { screen, text } = screenOf({ isTTY: true, columns: 40 });
    screen.live('before', 'changed');
    screen.live('after', 'changed');
    screen.row('a row');
    screen.say('a line');
    expect(shown(text())).to.deep.equal(['before', 'after', 'a row', 'a line', '']);
  });

  it('writes nothing while nothing is new', () => {
    const { screen, text } = screenOf({ isTTY: true, columns: 40 });
    screen.live('same', 'changed');
    const once = text();
    screen.live('same', null);
    expect(text()).to.equal(once);
  });

  it('cuts rows, breaks lines at words, and leaves commands in one piece', () => {
    const { screen, text } = screenOf({ isTTY: true, columns: 21 });
    screen.row('a row that is longer than that');
    screen.live('a row that is longer than that', 'changed');
    screen.say('  a line that is longer than that');
    screen.keep('a command that is longer than that');
    expect(shown(text())).to.deep.equal([
      'a row that is longe…',
      'a row that is longe…',
      '  a line that is',
      '  longer than that',
      'a command that is longer than that',
      '',
    ]);
  });

  it('follows the terminal when it is resized', () => {
    const size = { isTTY: true, columns: 40 };
    let text = '';
    const screen = createScreen(
      {
        isTTY: true,
        get columns() {
          return size.columns;
        },
        write: (part) => {
          text += part;
        },
      },
      {},
    );
    screen.row('a row that is longer than that');
    size.columns = 21;
    screen.row('a row that is longer than that');
    expect(text).to.equal('a row that is longer than that\na row that is longe…\n');
  });

  it('shouts in bold, but not with NO_COLOR', () => {
    const loud = screenOf({ isTTY: true });
    loud.screen.shout('scaled 1 -> 3');
    expect(loud.text()).to.contain(`${BOLD}scaled 1 -> 3`);
    const plain = screenOf({ isTTY: true }, { NO_COLOR: '1' });
    plain.screen.shout('scaled 1 -> 3');
    expect(plain.text()).to.equal('scaled 1 -> 3\n');
    const empty = screenOf({ isTTY: true }, { NO_COLOR: '' });
    empty.screen.shout('scaled 1 -> 3');
    expect(empty.text()).to.contain(BOLD);
  });
});

for (const [name, options, env] of [
  ['elsewhere', {}, {}],
  ['on a dumb terminal', { isTTY: true, columns: 20 }, { TERM: 'dumb' }],
] as const) {
  describe(`the screen of the demo ${name}`, () => {
    it('prints plain whole lines, and of the live ones only news', () => {
      const { screen, text } = screenOf(options, env);
      screen.live('first', 'changed');
      screen.live('second', null);
      screen.live('third', 'due');
      screen.row('a row that is longer than twenty columns');
      screen.say('a line that is longer than twenty columns');
      screen.shout('scaled 1 -> 3');
      expect(text()).to.equal(
        'first\nthird\na row that is longer than twenty columns\na line that is longer than twenty columns\nscaled 1 -> 3\n',
      );
    });
  });
}
