/** How a plan weighs what it does to people. Money is minor units of `currency`, times are minutes. */
export interface Policy {
  readonly currency: string;
  /** Units of `currency` for one unit of another, by its code. */
  readonly rates: Readonly<Record<string, number>>;
  readonly window: {
    /** Days after the local day of the planned departure on which an alternative may leave. */
    readonly days: number;
    /** How much earlier than planned it may leave. */
    readonly earlierMinutes: number;
    /** How long before its departure people have to be told. */
    readonly leadMinutes: number;
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
    /** For who needs assistance, each time that it has to be arranged at one more airport. */
    readonly lostService: number;
    /** A goodwill beside the refund of whoever cannot be moved. */
    readonly goodwill: number;
    /**
     * Hours of delay that a journey counts as which is not made at all: above what the window allows, so that a
     * refund is the last resort, and of two groups the one stays behind that weighs less.
     */
    readonly unmovedHours: number;
  };
  /** Whether another airport of the same city will do. */
  readonly otherAirports: boolean;
  /** Whether compensation is owed: by cause it is not where the events were extraordinary circumstances. */
  readonly compensation: 'by-cause' | 'always' | 'never';
  /** Whether who cannot be moved has their money back at once, or keeps what they have until they have answered. */
  readonly refunds: 'pay' | 'offer';
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

/** What holds where a policy file says nothing; amounts are US cents. */
export const DEFAULT_POLICY: Policy = {
  currency: 'USD',
  rates: { EUR: 1.1, GBP: 1.3 },
  window: { days: 3, earlierMinutes: 120, leadMinutes: 60, maxLegs: 3, candidates: 16 },
  valueOfTime: { none: 2_000, silver: 3_000, gold: 5_000, platinum: 8_000 },
  weights: { unaccompaniedMinor: 10, reducedMobility: 6, medical: 8, onwardConnection: 1.5 },
  cabins: { upgrade: true, downgrade: true },
  costs: {
    extraConnection: 4_000,
    otherAirport: 6_000,
    downgrade: 20_000,
    overnight: 15_000,
    meal: 1_500,
    lostService: 5_000,
    goodwill: 25_000,
    unmovedHours: 96,
  },
  otherAirports: true,
  compensation: 'by-cause',
  refunds: 'pay',
  moveDelayedFrom: 180,
  solver: { deadlineSeconds: 60, gap: 0.005 },
  caps: { keepFree: 0, perPassenger: null },
};
