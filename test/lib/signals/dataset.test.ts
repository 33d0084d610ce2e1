import { expect } from 'chai';
import type { KubeObject } from '../../../lib/kube/objects.ts';
import { datasetOf, operationsOf, referenceOf } from '../../../lib/signals/dataset.ts';
import { codeSaid } from '../runtimes/said.ts';

function object(kind: string, name: string, rest: { spec?: object; status?: object }): KubeObject {
  return {
    apiVersion: 'data.fluid.io/v1alpha1',
    kind,
    metadata: { name, uid: name, resourceVersion: '1' },
    ...rest,
  };
}

function dataset(status: object, spec: object = {}): KubeObject {
  return object('Dataset', 'spark', { spec, status });
}

const RUNTIME = object('AlluxioRuntime', 'spark', { spec: { replicas: 1 } });

describe('the dataset', () => {
  const SIZES: [unknown, number | string][] = [
    ['2.00GiB', 2 ** 31],
    ['2.71GiB', 2909840343],
    ['544.77MiB', 571232748],
    ['1GB', 2 ** 30],
    ['[Calculating]', 'SizeCalculating'],
    ['', 'SizeUnknown'],
    [undefined, 'SizeUnknown'],
    [null, 'SizeUnknown'],
    ['0.00B', 'SizeZero'],
    ['N/A', 'SizeMalformed'],
    ['-1B', 'SizeMalformed'],
    [7, 'SizeMalformed'],
  ];
  for (const [ufsTotal, size] of SIZES)
    it(`has, by ufsTotal ${JSON.stringify(ufsTotal)}, ${typeof size === 'number' ? `${size} bytes` : `no size: ${size}`}`, () => {
      const { sizeBytes, sizeNote } = datasetOf(dataset({ ufsTotal }), RUNTIME);
      expect(sizeNote ? codeSaid(sizeNote) : sizeBytes).to.equal(size);
      expect(sizeBytes === null).to.equal(typeof size === 'string');
    });

  const COPIES: [object, number][] = [
    [{}, 1],
    [{ data: {} }, 1],
    [{ data: { replicas: 0 } }, 1],
    [{ data: { replicas: 1 } }, 1],
    [{ data: { replicas: 3 } }, 3],
    [{ data: { replicas: -2 } }, 1],
  ];
  for (const [spec, copies] of COPIES)
    it(`is kept in ${copies} copies by ${JSON.stringify(spec)}`, () => {
      expect(datasetOf(dataset({}), object('AlluxioRuntime', 'spark', { spec })).copies).to.equal(copies);
    });

  it('has an empty phase before Fluid has seen it', () => {
    expect(datasetOf(object('Dataset', 'spark', {}), RUNTIME).phase).to.equal('');
  });
});

describe('data operations', () => {
  const load = (name: string, phase?: string) =>
    object('DataLoad', name, phase === undefined ? {} : { status: { phase } });
  const CASES: [string, object, KubeObject[], string[]][] = [
    ['none', {}, [], []],
    ['one the Dataset names', { operationRef: { DataLoad: 'warm' } }, [], ['DataLoad/warm']],
    [
      'several of several kinds',
      { operationRef: { DataProcess: 'p', DataLoad: 'b,a' } },
      [],
      ['DataLoad/a', 'DataLoad/b', 'DataProcess/p'],
    ],
    [
      'names with blanks and gaps',
      { operationRef: { DataLoad: ' a , ,b' } },
      [],
      ['DataLoad/a', 'DataLoad/b'],
    ],
    ['one that executes before the Dataset says so', {}, [load('warm', 'Executing')], ['DataLoad/warm']],
    [
      'one both say, once',
      { operationRef: { DataLoad: 'warm' } },
      [load('warm', 'Executing')],
      ['DataLoad/warm'],
    ],
    [
      'one named that is about to execute',
      { operationRef: { DataLoad: 'warm' } },
      [load('warm', 'Pending')],
      ['DataLoad/warm'],
    ],
    ['not one that waits', {}, [load('warm', 'Pending'), load('new'), load('odd', '')], []],
    [
      'not one that finished while the Dataset lags',
      { operationRef: { DataLoad: 'a,b,c' } },
      [load('a', 'Complete'), load('b', 'Failed')],
      ['DataLoad/c'],
    ],
    [
      'the fields of older Fluids',
      { dataLoadRef: 'warm', dataBackupRef: 'save' },
      [],
      ['DataBackup/save', 'DataLoad/warm'],
    ],
    ['an operationRef that is no map', { operationRef: 'warm' }, [], []],
  ];
  for (const [what, status, operations, running] of CASES)
    it(`that run: ${what}`, () => {
      expect(operationsOf(dataset(status), operations)).to.deep.equal(running);
    });
});

describe('a reference dataset', () => {
  const mounts = (...points: string[]) =>
    dataset({}, { mounts: points.map((mountPoint) => ({ mountPoint })) });
  it('is known by its mount', () => {
    expect(referenceOf(mounts('dataset://default/spark'), RUNTIME)).to.equal('default/spark');
    expect(referenceOf(mounts('dataset://default/spark/sub/path'), RUNTIME)).to.equal('default/spark');
  });
  it('is known by the shell Fluid makes for it: a ThinRuntime without a profile', () => {
    expect(referenceOf(mounts(), object('ThinRuntime', 'ref', { spec: {} }))).to.equal('another Dataset');
    expect(referenceOf(mounts(), object('ThinRuntime', 'ref', { spec: { profileName: '' } }))).to.equal(
      'another Dataset',
    );
  });
  it('is not one with data of its own', () => {
    expect(referenceOf(mounts('https://mirrors.example/', 's3://bucket'), RUNTIME)).to.equal(null);
    expect(
      referenceOf(mounts('s3://bucket'), object('ThinRuntime', 'ref', { spec: { profileName: 'nfs' } })),
    ).to.equal(null);
  });
});
