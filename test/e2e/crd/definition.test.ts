import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { parse, parseAllDocuments } from 'yaml';
import type { KubeObject } from '../../../lib/kube/objects.ts';
import { projectRoot } from '../../../lib/root.ts';
import { parseDocuments } from '../../../lib/spec/parse.ts';
import { policies } from '../../../policies/index.ts';
import { describeWithControlPlane } from '../../support/describe-needing.ts';
import { ACCEPTED, documentOf, REFUSED } from './documents.ts';
import { applyAutoscalerCrd } from './install.ts';

const PATH = '/apis/fluid-autoscaler.dev/v1alpha1/namespaces';
const examples = readdirSync(join(projectRoot, 'examples')).filter((name) => name.endsWith('.yaml'));

describeWithControlPlane('DatasetAutoscaler on a real API server', (plane) => {
  let namespace = '';
  before(async () => {
    await applyAutoscalerCrd(plane());
    namespace = await plane().namespace('crd');
  });

  /** As kubectl sends it: unknown fields are refused. */
  const create = async (document: string, query = '?fieldValidation=Strict&dryRun=All') => {
    const { body, status } = await plane().request(
      'POST',
      `${PATH}/${namespace}/datasetautoscalers${query}`,
      parse(document),
    );
    return { status, body: body as KubeObject & { message?: string } };
  };

  for (const { name, spec, says, metadataName } of REFUSED) {
    it(`refuses ${name}, as the reader of files does`, async () => {
      const document = documentOf(spec, metadataName);
      expect(parseDocuments(document, 'a.yaml', policies).faults).to.not.deep.equal([]);
      const { status, body } = await create(document);
      expect(status, body.message).to.be.within(400, 422);
      if (typeof says === 'string') expect(body.message).to.contain(says);
      else expect(body.message).to.match(says);
    });
  }

  for (const { name, spec } of ACCEPTED) {
    it(`accepts ${name}, as the reader of files does`, async () => {
      const document = documentOf(spec);
      expect(parseDocuments(document, 'a.yaml', policies).faults).to.deep.equal([]);
      const { status, body } = await create(document);
      expect(status, body.message).to.equal(201);
    });
  }

  it('accepts every example there is', async () => {
    // Scenarios and policy tests lie there too.
    const documents = examples
      .flatMap((file) => parseAllDocuments(readFileSync(join(projectRoot, 'examples', file), 'utf8')))
      .filter((document) => document.get('kind') === 'DatasetAutoscaler');
    expect(documents.length).to.be.above(8);
    for (const document of documents) {
      const object = document.toJS();
      object.metadata.namespace = namespace;
      const { status, body } = await create(JSON.stringify(object));
      expect(status, `${object.metadata.name}: ${body.message}`).to.equal(201);
    }
  });

  it('fills in the defaults that validate names', async () => {
    const { body } = await create(documentOf('replicas: { max: 4 }'));
    expect(body.spec).to.deep.equal({
      adopt: 'hold',
      mode: 'auto',
      otherAutoscalers: 'hold',
      policies: {},
      replicas: { min: 1, max: 4 },
      respect: '1h',
      semantics: 'native',
    });
  });

  it('prunes what it does not know where the client does not ask for strictness', async () => {
    const { body } = await create(
      documentOf('replicas: { max: 4 }\nintervall: 5s'),
      '?fieldValidation=Ignore&dryRun=All',
    );
    expect(body.spec).to.not.have.property('intervall');
  });

  it('keeps the status apart: who writes the document cannot write it', async () => {
    const { body } = await create(`${documentOf('replicas: { max: 4 }')}status: { dataset: mine }\n`);
    expect(body).to.not.have.property('status');
  });

  it('prints columns in the manner of kubectl get hpa, under its short name and its category', async () => {
    await create(documentOf('replicas: { min: 2, max: 4 }', 'spark'), '');
    const path = `${PATH}/${namespace}/datasetautoscalers/spark/status`;
    const status = {
      reference: 'AlluxioRuntime/spark',
      currentReplicas: 3,
      utilization: { current: '94%', target: '90%', shown: '94%/90%' },
      lastDecision: { reason: 'FullNotNeeded' },
      conditions: [
        {
          type: 'ScalingActive',
          status: 'True',
          reason: 'ReadingSound',
          message: '-',
          lastTransitionTime: '2026-11-22T18:00:00Z',
        },
      ],
    };
    const patched = await plane().request('PATCH', path, { status }, 'application/merge-patch+json');
    expect(patched.status).to.equal(200);
    const [head, row] = (await plane().kubectl('get', 'dsa', '-n', namespace)).split('\n');
    expect(head?.split(/ {2,}/).map((cell) => cell.trim())).to.deep.equal([
      'NAME',
      'REFERENCE',
      'UTILIZATION',
      'MINPODS',
      'MAXPODS',
      'REPLICAS',
      'AGE',
    ]);
    expect(row).to.match(/^spark +AlluxioRuntime\/spark +94%\/90% +2 +4 +3 +\d+s$/);
    const wide = await plane().kubectl('get', 'fluid', '-n', namespace, '-o', 'wide');
    expect(wide)
      .to.match(/MODE +ACTIVE +DESIRED +REASON/)
      .and.match(/auto +True +FullNotNeeded/);
  });

  it('explains its fields', async () => {
    const text = await plane().kubectl('explain', 'dsa.spec.policies.threshold.up');
    expect(text).to.contain('Grow when the cache is at least this full.');
  });
});
