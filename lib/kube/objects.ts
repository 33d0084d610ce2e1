/** Kubernetes objects as the API server sends them: unknown fields are kept, nothing is trusted before it is read. */
export interface ObjectMeta {
  readonly name: string;
  readonly namespace?: string;
  readonly uid: string;
  readonly resourceVersion: string;
  /** Counts the changes of `spec`. */
  readonly generation?: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly creationTimestamp?: string;
  readonly deletionTimestamp?: string;
  readonly managedFields?: readonly ManagedField[];
}

export interface ManagedField {
  readonly manager?: string;
  readonly operation?: string;
  readonly subresource?: string;
  readonly time?: string;
  readonly fieldsV1?: unknown;
}

export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
  readonly spec?: unknown;
  readonly status?: unknown;
  readonly [field: string]: unknown;
}

/** Pods that use a dataset's volume, and what of them cannot be seen. */
export interface DatasetUsers {
  /** Neither done nor without the volume; those of Datasets that refer to this one are among them. */
  readonly pods: readonly KubeObject[];
  /** Namespaces whose pods are not known: `unlisted` not yet, `forbidden` for want of a right, `elsewhere` for they are not watched. */
  readonly unseen: readonly {
    readonly namespace: string;
    readonly why: 'unlisted' | 'forbidden' | 'elsewhere';
  }[];
}

/** Everything the watches hold about one dataset; what is not (yet) there is null or empty. */
export interface DatasetObjects {
  readonly namespace: string;
  readonly name: string;
  readonly dataset: KubeObject | null;
  /** The runtime of the same name and namespace. When several kinds have one, the kind named in the Dataset's status wins. */
  readonly runtime: KubeObject | null;
  /** The set of the workers, when the kind has one: a StatefulSet of `apps/v1`, or an AdvancedStatefulSet of Fluid's own. */
  readonly workerSet: KubeObject | null;
  /** Pods owned by the worker set. */
  readonly workerPods: readonly KubeObject[];
  /** EndpointSlices of this dataset's engine (label `fluid.io/dataset-id`: `<ns>-<name>`, or the Dataset's uid for long names). */
  readonly slices: readonly KubeObject[];
  /** DataLoad, DataMigrate, DataBackup, DataProcess objects on this dataset. */
  readonly operations: readonly KubeObject[];
  /** HorizontalPodAutoscaler, ScaledObject, CronHorizontalPodAutoscaler objects aimed at this runtime. */
  readonly owners: readonly KubeObject[];
  /** Absent: nobody asked for them. */
  readonly users?: DatasetUsers;
}
