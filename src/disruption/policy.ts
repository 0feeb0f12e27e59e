/** How a plan weighs what it does to people. Money is minor units of `currency`, times are minutes. */
export interface Policy {
  readonly currency: string;
  readonly window: {
    /** Days after the local day of the planned departure on which an alternative may leave. */
    readonly days: number;
    /** How much earlier than planned it may leave. */
    readonly earlierMinutes: number;
    /** 1 to 3. */
    readonly maxLegs: number;
    /** Ways that are weighed for each group. */
    readonly candidates: number;
  };
  /** Minor units for an hour of one passenger's delay, by tier. */
  readonly valueOfTime: Readonly<Record<'none' | 'silver' | 'gold' | 'platinum', number>>;
  /** Factors on the value of time. */
  readonly weights: {
    readonly unaccompaniedMinor: number;
    readonly reducedMobility: number;
    readonly medical: number;
    /** Of a group that has a connection to make. */
    readonly onwardConnection: number;
  };
  readonly cabins: {
    readonly upgrade: boolean;
    readonly downgrade: boolean;
  };
  /** Minor units for each passenger. */
  readonly costs: {
    readonly extraConnection: number;
    readonly otherAirport: number;
    readonly downgrade: number;
    readonly overnight: number;
    readonly meal: number;
    /** A goodwill beside the refund of whoever cannot be moved. */
    readonly goodwill: number;
  };
  /** Whether another airport of the same city will do. */
  readonly otherAirports: boolean;
  /** Whether compensation is owed: false where the events were extraordinary circumstances. */
  readonly compensation: 'by-cause' | 'always' | 'never';
  /** A delayed flight is kept below this, and may be left for another from there on. Minutes. */
  readonly moveDelayedFrom: number;
  readonly solver: {
    readonly deadlineSeconds: number;
    /** Relative gap at which it may stop. */
    readonly gap: number;
  };
  readonly caps: {
    /** Units of each cabin that a plan leaves free for sale. */
    readonly keepFree: number;
    /** Compensation and care a passenger, at most; null for no cap. */
    readonly perPassenger: number | null;
  };
}
