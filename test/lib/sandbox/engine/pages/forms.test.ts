/** Every page goes wrong where a reader looks, and has what the figures come to. */
import { expect } from 'chai';
import { alluxioPage } from '../../../../../lib/sandbox/engine/pages/alluxio.ts';
import { type PageForm, placeOf } from '../../../../../lib/sandbox/engine/pages/form.ts';
import { givenJson, givenMetrics } from '../../../../../lib/sandbox/engine/pages/given.ts';
import { jindoPage } from '../../../../../lib/sandbox/engine/pages/jindo.ts';
import { juicefsPage } from '../../../../../lib/sandbox/engine/pages/juicefs.ts';
import { joinedFigures } from '../../../../../lib/sandbox/model/figures.ts';

const figures = { ...joinedFigures([]), capacityBytes: 2 ** 30, usedBytes: 123_456_789, workers: 1 };

const forms: Readonly<Record<string, PageForm>> = {
  'an Alluxio master': alluxioPage(),
  'a Jindo master, memory': jindoPage('mem'),
  'a Jindo master, disk': jindoPage('disk'),
  'a JuiceFS worker': juicefsPage('default', 'spark'),
  'an exporter, JSON': givenJson,
  'an exporter, metrics': givenMetrics,
};

describe('a page of', () => {
  for (const [name, form] of Object.entries(forms)) {
    const text = form.write(form.values(figures));
    const matters = form.capacity ?? form.used;

    it(`${name} says what is used, at a place of its own`, () => {
      const line = text.slice(placeOf(text, form.used)).split('\n')[0] as string;
      expect(line).to.match(/123456789|1\.23456789E8/);
    });

    it(`${name} can lack the name that matters most, and nothing else`, () => {
      const without = form.without(text, matters);
      expect(placeOf(without, matters)).to.equal(-1);
      expect(text.length - without.length).to.be.within(matters.length + 2, 400);
      if (form.contentType === 'application/json') expect(() => JSON.parse(without)).to.not.throw();
    });

    it(`${name} can have it twice`, () => {
      const twice = form.twice(text, matters);
      const rest = twice.slice(placeOf(twice, matters) + matters.length);
      expect(placeOf(rest, matters)).to.be.above(-1);
    });
  }

  it('a JuiceFS worker is that of a real one, its labels those of the mount', () => {
    const text = forms['a JuiceFS worker']?.write(new Map()) ?? '';
    expect(text.length).to.be.above(60_000);
    expect(text).to.not.contain('mp="/data"');
    expect(text).to.contain('mp="/runtime-mnt/juicefs/default/spark/juicefs-fuse",vol_name="spark"');
  });
});
