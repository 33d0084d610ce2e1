import type { Catalogue } from './catalogue.ts';

/** Why a decision came out as it did. `{name}` takes a number of the reason, `{name:unit}` prints it as a share, duration or size; `field` is the YAML that would change it. */
export const decidingReasons = {
  // Sizers
  BelowThreshold: {
    says: 'the cache is {fullness:share} full, under the threshold of {up:share}; no more workers are needed',
    field: 'spec.policies.threshold.up',
  },
  AboveThreshold: {
    says: 'the cache is {fullness:share} full, at or above {up:share}, and the dataset needs {fullFit} workers to fit whole: wishes for as many as the limits allow, up to {wish}',
    field: 'spec.policies.threshold.up',
  },
  AboveThresholdSizeUnknown: {
    says: 'the cache is {fullness:share} full, at or above {up:share}, and data still comes in; the dataset size is unknown: wishes for as many as the limits allow, up to {wish}',
    field: 'spec.policies.threshold.up',
  },
  GrowUnproven: {
    says: 'the cache is {fullness:share} full, at or above {up:share}; {source} cannot tell whether data still comes in and the dataset size is unknown: grows by step up to {wish}',
    field: 'spec.policies.threshold.up',
  },
  PlateauFull: {
    says: 'the cache stays at {fullness:share} although more data comes in than it keeps: it is full below its threshold; wishes for up to {wish}',
    field: 'spec.policies.threshold.up',
  },
  FullNotNeeded: {
    says: 'the cache is {fullness:share} full, at or above {up:share}, but {current} workers hold the whole dataset ({fullFit} needed): growing cannot help',
    field: null,
  },
  PlateauNotNeeded: {
    says: 'the cache stays at {fullness:share} although more data comes in than it keeps, but {current} workers hold the whole dataset ({fullFit} needed): growing cannot help',
    field: null,
  },
  FullIdle: {
    says: 'the cache is {fullness:share} full, at or above {up:share}, but nothing shows that data still comes in (dataset size unknown, no load running, reads from the under-store: {intake}): holds',
    field: null,
  },
  BelowDown: {
    says: 'the cache is {fullness:share} full, at or below {down:share}: {wish} workers keep it under {up:share}',
    field: 'spec.policies.threshold.down',
  },
  ForecastFull: {
    says: 'filling at {rate:size} an hour the cache is {up:share} full in {left:duration}, before workers asked for later could serve ({lead:duration} from now, {basis}): wishes for {wish}; {soFar}',
    field: 'spec.policies.forecast',
  },
  ForecastLater: {
    says: 'filling at {rate:size} an hour the cache is {up:share} full in {left:duration}; a worker serves {lead:duration} after it is asked for, {basis}: none is needed yet; {soFar}',
    field: 'spec.policies.forecast',
  },
  ForecastNoTrend: {
    says: 'the last {window:duration} do not surely show that the cache fills: no forecast',
    field: 'spec.policies.forecast.window',
  },
  ForecastTooLittle: {
    says: 'of {of} points of the last {window:duration} only {points} are known, below {up:share} full and comparable: too little for a forecast',
    field: 'spec.policies.forecast.window',
  },
  ForecastFits: {
    says: '{current} workers hold the whole dataset ({fullFit} needed): nothing to forecast',
    field: null,
  },
  Fit: {
    says: '{size:size} x {copies} x {share:share} / {usable:size} usable in a worker = {exact}, so {wish} workers hold what is wanted of the dataset (its size: {by})',
    field: 'spec.policies.fit',
  },
  FitDeclared: {
    says: '{size:size} x {copies} x {share:share} / {usable:size} usable in a worker = {exact}, so {wish} workers hold what is wanted of the dataset (its size: {by}; there is no worker yet, so its room is as declared)',
    field: 'spec.policies.fit',
  },
  FitSmaller: {
    says: 'by its size of now, {size:size}, {wish} workers would do, but that was {from:size} before, and Fluid measures no size twice by itself: wishes for no fewer for another {left:duration}, or until spec.size says it',
    field: 'spec.policies.fit.smallerAfter',
  },
  Preload: {
    says: '{task}: {size:size} ({what}) x {copies} x {share:share} / {usable:size} usable in a worker = {exact}, so {wish} workers hold it (its size: {by})',
    field: 'spec.policies.preload',
  },
  PreloadDeclared: {
    says: '{task}: {size:size} ({what}) x {copies} x {share:share} / {usable:size} usable in a worker = {exact}, so {wish} workers hold it (its size: {by}; there is no worker yet, so its room is as declared)',
    field: 'spec.policies.preload',
  },
  PreloadFits: {
    says: '{task}, and {current} workers hold it ({what}: {wish} needed): wishes for no fewer while it does',
    field: 'spec.policies.preload',
  },
  PreloadLater: {
    says: '{task} runs at {at}; the cache grows {lead:duration} before that ({basis})',
    field: 'spec.policies.preload.lead',
  },
  PreloadNothing: {
    says: 'no DataLoad or DataMigrate brings data, now or by a schedule of its own',
    field: null,
  },
  WithinTolerance: {
    says: 'utilization {utilization:share} is within tolerance of the target {target:share}',
    field: 'spec.policies.target.tolerance',
  },
  AboveTarget: {
    says: 'utilization {utilization:share} is above the target {target:share}: {workers} workers times the ratio make {wish}',
    field: 'spec.policies.target.utilization',
  },
  BelowTarget: {
    says: 'utilization {utilization:share} is below the target {target:share}: {workers} workers times the ratio make {wish}',
    field: 'spec.policies.target.utilization',
  },
  NotAllServe: {
    says: 'fewer workers would do by what is used, but only {serving} of {asked} serve: wishes for no fewer until they do',
    field: null,
  },
  NoWorkersNoRatio: {
    says: 'no worker is asked for, so there is no utilization to go by',
    field: 'spec.replicas.min',
  },
  EngineCountsMoreWorkers: {
    says: 'the engine still counts {engine} workers where {asked} are asked for; its figures include a worker that left, so they are not used until it is dropped',
    field: null,
  },
  AveragePerWorker: {
    says: 'utilization {utilization:share} a worker, target {target:share} a worker: {wish} workers carry it (an HPA with AverageValue)',
    field: 'spec.policies.compatibility.metrics',
  },
  KedaOpen: {
    says: 'the cron trigger {start} to {end} ({timezone}) is open: wishes for {desired} workers',
    field: 'spec.policies.compatibility.keda',
  },
  KedaTolerated: {
    says: 'the cron trigger {start} to {end} ({timezone}) is open for {desired} workers, and {workers} are within tolerance of that',
    field: 'spec.policies.compatibility.tolerance',
  },
  KedaClosed: {
    says: 'the cron trigger {start} to {end} ({timezone}) is closed: wishes for no workers',
    field: 'spec.policies.compatibility.keda',
  },
  NoPods: {
    says: 'no worker pod exists yet, so the ratio has nothing to multiply',
    field: null,
  },
  NoSizer: {
    says: 'no policy wishes for a size; only the bounds decide',
    field: 'spec.policies',
  },
  BlindHoldsShrink: {
    says: '{policy} cannot see ({why}): no shrink that rests on a reading',
    field: null,
  },
  NotACount: {
    says: '{policy} answered {wish}, which is no whole number of workers: it counts as blind',
    field: 'spec.policies',
  },
  LaggingHoldsShrink: {
    says: 'the reading of {source} may be old, or only a part of what is cached: no shrink rests on it',
    field: 'spec.sources',
  },
  FallbackHoldsShrink: {
    says: 'the reading is Fluid’s status, which claims workers and data that are gone for up to 90 s: no shrink rests on it',
    field: 'spec.engine.url',
  },
  NoReading: {
    says: 'no reading of the cache has arrived yet',
    field: null,
  },

  // Policies of the user's own (plug-ins)
  PluginWishes: { says: 'the plug-in {policy} wishes for {wish}: {why}', field: 'spec.policies' },
  PluginAbstains: { says: 'the plug-in {policy} has no say: {why}', field: 'spec.policies' },
  PluginBlind: { says: 'the plug-in {policy} cannot see: {why}', field: 'spec.policies' },
  PluginLimits: { says: 'the plug-in {policy}: {why}', field: 'spec.policies' },
  PluginThrew: {
    says: 'the plug-in {policy} threw {error}: it counts as blind, and is asked again at the next look',
    field: 'spec.policies',
  },
  PluginHung: {
    says: 'the plug-in {policy} gave no answer within {limit:duration}: it counts as blind; its thread was ended',
    field: 'spec.policies',
  },
  PluginBusy: {
    says: 'the plug-in {policy} was kept busy by other datasets for {waited:duration}: it counts as blind at this look',
    field: 'spec.policies',
  },
  PluginDied: {
    says: 'the thread of the plug-in {policy} ended while it was asked ({error}): it counts as blind',
    field: 'spec.policies',
  },
  PluginGone: {
    says: 'the plug-in {policy} cannot be started again ({error}): it counts as blind',
    field: 'spec.policies',
  },
  PluginNonsense: {
    says: 'the plug-in {policy} answered {answer}: it counts as blind, and is asked again at the next look',
    field: 'spec.policies',
  },
  PluginRefusesConfig: {
    says: 'the plug-in {policy} refuses its config ({error}): it counts as blind',
    field: 'spec.policies',
  },
  PluginResting: {
    says: 'the plug-in {policy} failed ({why}): it counts as blind, and is asked again in {left:duration}',
    field: 'spec.policies',
  },
  PluginNotAsked: {
    says: 'no answer of the plug-in {policy} is on record with this observation: it counts as blind',
    field: 'spec.policies',
  },

  // Limits on what sizers wish for
  Stabilized: {
    says: 'wishes of the last {up:duration} up / {down:duration} down allow between {low} and {high}',
    field: 'spec.policies.stabilization',
  },
  WindowUncovered: {
    says: 'wishes are known for {covered:duration} of the window of {window:duration}: nothing is known to have lasted yet',
    field: 'spec.policies.stabilization',
  },
  CooldownRunning: {
    says: 'the last change ({from} -> {to}) cools down for another {left:duration}',
    field: 'spec.policies.cooldown',
  },
  CooldownWaiting: {
    says: 'workers asked for by the last change ({from} -> {to}) do not all serve yet ({serving} of {asked}); the cool-down begins when they do, or when they are given up in {left:duration}',
    field: 'spec.policies.cooldown.giveUp',
  },

  // Bounds
  CronHpaSize: {
    says: 'the job {job} set {size} workers at {since}, and that holds until another job fires',
    field: 'spec.policies.compatibility.cronhpa',
  },
  CronHpaFloor: {
    says: 'the job {job} set a floor of {size} workers at {since}, and that holds until another job fires',
    field: 'spec.policies.compatibility.cronhpa',
  },
  WithinBounds: { says: 'within {min} and {max}', field: 'spec.replicas' },
  AboveMax: { says: 'more than replicas.max {max}', field: 'spec.replicas.max' },
  BelowMin: { says: 'fewer than replicas.min {min}', field: 'spec.replicas.min' },
  CountAboveMax: {
    says: 'the count {current} is above replicas.max {max}: moves toward it, which rests on no reading',
    field: 'spec.replicas.max',
  },
  CountBelowMin: {
    says: 'the count {current} is below replicas.min {min}: moves toward it, which rests on no reading',
    field: 'spec.replicas.min',
  },
  Override: {
    says: '{by} asked for {workers} workers until {until} ({why})',
    field: null,
  },
  OverrideUnclear: {
    says: 'the annotation {annotation} of the Dataset is not understood, so it asks for nothing, and nothing shrinks until it is mended or taken back: {problem}',
    field: null,
  },

  // Budgets over several datasets
  BudgetGives: {
    says: 'budget {budget}: with all that is given, {sum} of {limit} are taken; up to {high} workers here',
    field: null,
  },
  BudgetFirst: {
    says: 'budget {budget}: with all that is given, {sum} of {limit} are taken; up to {high} workers here, and {others} get fewer than they wish for',
    field: 'spec.policies.budget.priority',
  },
  BudgetCut: {
    says: 'budget {budget} has {limit}, of which {taken} are taken: of {asked} workers wished for here {high} are given, because of {others}, which come first',
    field: 'spec.policies.budget.priority',
  },
  BudgetFull: {
    says: 'budget {budget} has {limit}, of which {taken} are taken: of {asked} workers wished for here {high} are given; most have {others}',
    field: 'spec.policies.budget.priority',
  },
  BudgetOverspent: {
    says: 'budget {budget} has {limit}, and {taken} are taken: nobody under it grows, and nobody is made to shrink; most have {others}',
    field: null,
  },
  BudgetWaits: {
    says: 'budget {budget} gives nothing before all its datasets have been looked at; not yet: {others}',
    field: null,
  },
  BudgetOpen: {
    says: 'budget {budget} has not been shared out since what is wished for, its datasets or its document changed; it is within a second or two',
    field: null,
  },
  BudgetUnmeasured: {
    says: 'budget {budget} is of bytes, and nobody knows how many a worker of this dataset holds: it does not grow until that is known',
    field: null,
  },

  // Windows of a schedule
  WindowAtLeast: {
    says: 'window {window} asks for at least {min} until {until}',
    field: 'spec.policies.schedule',
  },
  WindowAtMost: {
    says: 'window {window} allows at most {max} until {until}',
    field: 'spec.policies.schedule',
  },
  WindowBetween: {
    says: 'window {window} asks for {min} to {max} until {until}',
    field: 'spec.policies.schedule',
  },
  WindowExactly: {
    says: 'window {window} asks for exactly {exactly} until {until}',
    field: 'spec.policies.schedule',
  },
  WindowReplicas: {
    says: 'window {window} puts {min} to {max} in place of replicas until {until}',
    field: 'spec.policies.schedule',
  },
  WindowShrinks: {
    says: 'window {window} enables scaling down until {until}',
    field: 'spec.policies.schedule',
  },
  WindowHoldsShrink: {
    says: 'window {window} disables scaling down until {until}',
    field: 'spec.policies.schedule',
  },
  WindowLead: {
    says: 'window {window} asks for at least {min} from {opens} on, and {lead:duration} before, to be ready',
    field: 'spec.policies.schedule',
  },
  WindowLeadMeasured: {
    says: 'window {window} asks for at least {min} from {opens} on, and before, to be ready: {steps} steps from {from} take {climb:duration}, and a worker {start:duration} to serve, as measured ({measured} growths)',
    field: 'spec.policies.schedule',
  },
  WindowLeadDefault: {
    says: 'window {window} asks for at least {min} from {opens} on, and before, to be ready: {steps} steps from {from} take {climb:duration}, and a worker {start:duration} to serve, a default, as none has been measured yet',
    field: 'spec.policies.schedule',
  },

  // Limits on every move
  StepUpLimit: {
    says: 'at most {high} now: the step up, less what was spent of it in the last {per:duration}',
    field: 'spec.policies.step.up',
  },
  StepDownLimit: {
    says: 'at least {low} now: the step down, less what was spent of it in the last {per:duration}',
    field: 'spec.policies.step.down',
  },
  StepDefaultUp: {
    says: 'at most {high} now: step.up is not given, so one worker per {per:duration}',
    field: 'spec.policies.step.up',
  },
  StepDefaultDown: {
    says: 'at least {low} now: step.down is not given, so one worker per {per:duration}',
    field: 'spec.policies.step.down',
  },
  StepLifted: {
    says: '{by} wants {to} workers immediately, so the step does not hold the way there',
    field: 'spec.policies.step',
  },
  StepFree: { says: 'no step is given for this direction', field: 'spec.policies.step' },
  ScaleDownDisabled: { says: 'scaling down is disabled', field: 'spec.policies.scaleDown' },
  ScaleDownDefault: {
    says: 'scaling down is disabled unless the document says scaleDown: enabled',
    field: 'spec.policies.scaleDown',
  },
  ScaleUpDisabled: { says: 'scaling up is disabled', field: 'spec.policies.scaleUp' },
  GuardWorkers: {
    says: 'only {serving} of {asked} workers serve: no growth and no shrink until they do',
    field: 'spec.policies.guard.workers',
  },
  GuardTroubled: {
    says: 'only {serving} of {asked} workers serve; {pod} does not ({why}): no growth and no shrink until they do',
    field: 'spec.policies.guard.workers',
  },
  GuardGivenUp: {
    says: 'only {serving} of {asked} workers serve ({who}): what has not come within {after:duration} is given up, so at most {max}',
    field: 'spec.policies.guard.giveUp',
  },
  GuardGaveUp: {
    says: 'workers beyond {max} did not come and were given up: they are asked for again in {left:duration}',
    field: 'spec.policies.guard.tryAgain',
  },
  GuardOrdinal: {
    says: 'worker {ordinal} serves while a lower one does not: a shrink would remove a serving worker',
    field: 'spec.policies.guard.workers',
  },
  GuardOperations: {
    says: '{operation} is running on the dataset: no shrink',
    field: 'spec.policies.guard.operations',
  },
  GuardOperationsEnded: {
    says: '{operation} ended {ago:duration} ago: no shrink for another {left:duration}',
    field: 'spec.policies.guard.operationsAfter',
  },
  GuardSettle: {
    says: 'the engine counts {engine} workers, {serving} serve and {asked} are asked for: no shrink until they agree',
    field: 'spec.policies.guard.settle',
  },
  GuardRegrown: {
    says: 'workers have come since {from} -> {to}, so the engine may count one that left for one that came: no shrink for another {left:duration}',
    field: 'spec.policies.guard.settle',
  },
  GuardBlind: {
    says: 'nobody can see whether the engine and the pods agree, as there is no reading of the engine itself: no shrink until there is, or guard.settle is disabled by name',
    field: 'spec.policies.guard.settle',
  },
  GuardFullFit: {
    says: 'the dataset fits whole at {fullFit} workers: no shrink below',
    field: 'spec.policies.guard.fullFit',
  },
  GuardSizeUnknown: {
    says: 'it is unknown at how many workers the dataset fits whole ({missing}): no shrink until it is known, or guard.fullFit is disabled by name',
    field: 'spec.policies.guard.fullFit',
  },
  FlapBudget: {
    says: 'the count changed its direction {turns} times in the last {per:duration}, at most {most} are allowed: no shrink for another {left:duration}',
    field: 'spec.policies.flapBudget',
  },
  OperationsUnseen: {
    says: '{kind} cannot be seen, so something may be running on the dataset: no shrink',
    field: null,
  },
  LedgerGone: {
    says: 'the count was written by an earlier ledger that is gone: no shrink for another {left:duration}',
    field: null,
  },
  TookOver: {
    says: 'this daemon took over from another and has not heard what was wished before: no shrink for another {left:duration}',
    field: null,
  },
  MemoryDamaged: {
    says: 'what is remembered of this dataset beside the Lease is not as a daemon wrote it: no shrink for another {left:duration}',
    field: null,
  },
  ClockJumped: {
    says: 'this machine’s clock jumped: no shrink for another {left:duration}',
    field: null,
  },
  Respected: {
    says: '{manager} changed the count {from} -> {to}; it is not reversed for another {left:duration}',
    field: 'spec.respect',
  },
  SetDoesNotFollow: {
    says: 'the set of the workers asks for {asked} while {kind} says {current}, which has stood for {age:duration}: Fluid’s controller for it is absent, stopped, hung or failing, or somebody edits the set; nothing is changed until they agree',
    field: null,
  },
  TugOfWar: {
    says: '{manager} and {other} reversed each other {reversals} times within an hour: nothing is changed until they agree',
    field: 'spec.respect',
  },
  OwnedByOther: {
    says: '{owner} also scales this runtime: nothing is changed until it is gone or allowed',
    field: 'spec.otherAutoscalers',
  },
  AnotherDaemon: {
    says: 'the count was written by {manager} without an intent in this ledger: another daemon writes here; nothing is changed until someone else sets the count',
    field: null,
  },
  NotAdopted: {
    says: 'first seen at {current}, outside {min} to {max}: held until the document says how to adopt it',
    field: 'spec.adopt',
  },
  OffByPerson: {
    says: 'someone set the count to 0: that means off, and bounds do not raise it',
    field: null,
  },
  TakenBack: {
    says: 'at {target} workers the same policies would at once take it back; {kept} is the nearest size they keep',
    field: 'spec.policies',
  },
  BoundsJump: {
    says: 'outside {min} to {max}: with HPA semantics it jumps to the bound',
    field: 'spec.semantics',
  },
  LegacyStabilized: {
    says: 'the highest wish of the last {window:duration} is {high} (an HPA without behavior)',
    field: 'spec.policies.compatibility.withoutBehavior',
  },
  LegacyUpLimit: {
    says: 'at most {high} now: twice the current count or 4 (an HPA without behavior)',
    field: 'spec.policies.compatibility.withoutBehavior',
  },

  // Idleness
  IdleInUse: {
    says: 'the dataset is in use, by {by}: not idle',
    field: 'spec.policies.idle',
  },
  IdleCounting: {
    says: 'no pod has used the dataset for {unused:duration}; it counts as idle in another {left:duration}',
    field: 'spec.policies.idle.after',
  },
  IdleFloor: {
    says: 'no pod has used the dataset for {unused:duration}, at least {after:duration}, so it is idle: at most {floor} workers. That rests on the watch of pods, not on a reading',
    field: 'spec.policies.idle.floor',
  },
  IdleRestore: {
    says: 'the dataset is in use again, by {by}: at least {before} workers, as before it was idle',
    field: 'spec.policies.idle',
  },
  IdleUnknown: {
    says: 'whether a pod uses the dataset is not known, so it never counts as idle: {why}',
    field: null,
  },

  // Mode
  DryRun: { says: 'dry run: would go {from} -> {to}', field: 'spec.mode' },
  Paused: { says: 'paused by {by} ({why}): would go {from} -> {to}', field: 'spec.paused' },
  PausedByAnnotation: {
    says: 'paused by {by} ({why}) {until}, by the annotation {annotation} of the Dataset: would go {from} -> {to}',
    field: null,
  },
  PausedByDoubt: {
    says: 'the annotation {annotation} of the Dataset is not understood, so it counts as a pause: {problem}; would go {from} -> {to}',
    field: null,
  },
} as const satisfies Catalogue;
