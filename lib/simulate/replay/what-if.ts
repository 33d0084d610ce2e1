/** Replays each dataset of a report. */
import type { PolicyInForce } from '../../daemon/daemon.ts';
import type { Plugins } from '../../plugins/load.ts';
import type { FindOptions } from '../../report/find.ts';
import type { Timelines } from '../../report/timeline/read.ts';
import type { WhatIf } from '../../report/what-if.ts';
import type { LoadedDocument } from '../../spec/load.ts';
import { readRecording } from './read.ts';
import { replay } from './replay.ts';

export interface WhatIfOptions extends FindOptions {
  readonly timelines: Timelines;
  /** The documents of each file that is to be tried. */
  readonly files: readonly (readonly LoadedDocument[])[];
  /** For documents of `files` that name plug-ins; what really ran needs none, its answers are on record. */
  readonly plugins?: Plugins | undefined;
  /** Told before each dataset is replayed. */
  readonly onDataset?: (dataset: string) => void;
}

/** @throws LedgerError as `readLedger` */
export async function whatIfs(
  folder: string,
  { timelines, files, plugins, onDataset, ...options }: WhatIfOptions,
): Promise<ReadonlyMap<string, WhatIf>> {
  const { from, to, datasets } = timelines;
  const found = new Map<string, WhatIf>();
  for (const recorded of datasets) {
    const { dataset } = recorded;
    onDataset?.(dataset);
    const recording = await readRecording(folder, { ...options, dataset, from, to });
    const others = files.flatMap((documents) => meantFor(dataset, documents));
    found.set(
      dataset,
      'refused' in recording ? recording : await replay({ recording, recorded, others, plugins }),
    );
  }
  return found;
}

/** The file's document about the dataset; one that stands alone is meant for whatever dataset there is. */
function meantFor(dataset: string, documents: readonly LoadedDocument[]): PolicyInForce[] {
  const [first] = documents;
  const document =
    documents.find(({ key }) => key === dataset) ?? (documents.length === 1 ? first : undefined);
  if (document === undefined) return [];
  const [namespace = '', name = ''] = dataset.split('/');
  const { plan, file, text } = document;
  return [{ plan: { ...plan, namespace, dataset: name }, file, text }];
}
