/** What a budget over several datasets allows one of them. Amounts are in the budget's unit: workers, or bytes. */
export interface Allotment {
  /** Name of the budget. */
  readonly budget: string;
  readonly unit: BudgetUnit;
  readonly limit: number;
  /** Taken by what its datasets have, and by what was asked for and may still arrive. */
  readonly taken: number;
  /** The same, and what was given for growth. */
  readonly sum: number;
  /** Workers this dataset may have; never fewer than it has. */
  readonly ceiling: number;
  /** Workers it wishes for. */
  readonly asked: number;
  /**
   * `given`: all it asks for. `cut`: less, because others come first. `overspent`: more is taken than there is. `waiting`: not all
   * datasets of the budget have been looked at. `unmeasured`: nobody knows how many bytes a worker of it is.
   */
  readonly why: 'given' | 'cut' | 'overspent' | 'waiting' | 'unmeasured';
  /**
   * Datasets (`namespace/name`): where it is `cut`, who was given what it lacks or, where nobody was, who has most; where it is
   * `given`, who got less than they ask for; where it is `waiting`, who has not been looked at. The first few.
   */
  readonly others: readonly string[];
  /** How many more there are. */
  readonly more: number;
  /** Where it is `cut`: `others` have what it lacks, and are given nothing now. */
  readonly full?: true;
}

export type BudgetUnit = 'workers' | 'bytes';
