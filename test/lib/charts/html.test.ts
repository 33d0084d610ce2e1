import { expect } from 'chai';
import { selfContainedPage } from '../../../lib/charts/document.ts';
import { embeddedJson, html } from '../../../lib/charts/html.ts';

const HOSTILE = `</script><img src=x onerror="alert('1')">&`;

describe('markup', () => {
  it('takes text from outside as text, in elements and in attributes', () => {
    const { text } = html`<p title="${HOSTILE}">${HOSTILE}</p>`;
    expect(text).to.match(/^<p title="[^"<>]*">[^<>]*<\/p>$/);
  });

  it('keeps markup of its own, lists of it, and prints nothing for null', () => {
    const items = ['a', '<b>'].map((name) => html`<li>${name}</li>`);
    expect(html`<ul>${items}${null}</ul>`.text).to.equal('<ul><li>a</li><li>&#60;b&#62;</li></ul>');
  });

  it('embeds data that cannot end its script element and reads back as it was', () => {
    const text = embeddedJson({ name: HOSTILE, line: '\u2028' });
    expect(text).not.to.match(/[<>&\u2028]/);
    expect(JSON.parse(text)).to.deep.equal({ name: HOSTILE, line: '\u2028' });
  });
});

describe('a self-contained page', () => {
  const page = selfContainedPage({
    title: HOSTILE,
    body: html`<h1>${HOSTILE}</h1>`,
    data: { name: HOSTILE },
    script: 'document.title;',
  });

  it('carries charts, theme and data, and asks for nothing from anywhere', () => {
    expect(page).to.contain('fluidCharts').and.to.contain('--tone-usage');
    expect(page).not.to.match(/<(?:img|iframe|base)\b/);
    expect(page).not.to.match(/<[^<>]*\s(?:src|href)=(?!"data:,")/);
    expect(page).not.to.match(/@import|url\(/);
  });

  it('allows its own scripts and styles by hash, and nothing inline besides', () => {
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? '';
    expect(policy).to.contain('default-src &#39;none&#39;').and.not.to.contain('unsafe');
    expect(policy.match(/sha256-/g)).to.have.length(3);
  });

  it('refuses a script that would end itself', () => {
    const build = () => selfContainedPage({ title: '', body: html``, data: null, script: '"</script>"' });
    expect(build).to.throw('its own end');
  });
});
