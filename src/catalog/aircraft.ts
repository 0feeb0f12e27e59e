/** First, business, premium economy and economy, in the order of their rows. */
export const CABINS = ['F', 'C', 'W', 'Y'] as const;
export type Cabin = (typeof CABINS)[number];

export interface CabinPlan {
  readonly cabin: Cabin;
  readonly firstRow: number;
  /** The letters of a full row, in the order of the alphabet. */
  readonly letters: string;
  /** The last row may be partly filled. */
  readonly seats: number;
}

export interface AircraftType {
  readonly name: string;
  /** Economy, the last, may be made longer or shorter. */
  readonly cabins: readonly [CabinPlan, ...CabinPlan[]];
}

interface KnownAircraft extends AircraftType {
  /** How schedules write it: IATA and ICAO codes, and makers' names with their variants. */
  readonly writtenAs: RegExp;
}

function plan(cabin: Cabin, firstRow: number, letters: string, seats: number): CabinPlan {
  return { cabin, firstRow, letters, seats };
}

const KNOWN: readonly KnownAircraft[] = [
  { name: 'A319', writtenAs: /^A?319/, cabins: [plan('C', 1, 'ACDF', 12), plan('Y', 4, 'ABCDEF', 132)] },
  { name: 'A320', writtenAs: /^(A?320|32[AN]|A20N)/, cabins: [plan('C', 1, 'ACDF', 12), plan('Y', 4, 'ABCDEF', 162)] },
  { name: 'A321', writtenAs: /^(A?321|32[BQ]|A21N)/, cabins: [plan('C', 1, 'ACDF', 20), plan('Y', 6, 'ABCDEF', 180)] },
  { name: 'A330-300', writtenAs: /^A?33[0-9]/, cabins: [plan('C', 1, 'ADGK', 32), plan('Y', 10, 'ACDEFGHK', 264)] },
  {
    name: 'A350-900',
    writtenAs: /^(A?35[019])/,
    cabins: [plan('C', 1, 'ADGK', 40), plan('W', 12, 'ABDEFGJK', 24), plan('Y', 18, 'ABCDEFGHK', 243)],
  },
  {
    name: '737-700',
    writtenAs: /^(737-7|73[7GW]$|B737)/,
    cabins: [plan('C', 1, 'ACDF', 12), plan('Y', 4, 'ABCDEF', 120)],
  },
  {
    name: '737-800',
    writtenAs: /^(737-8|73[8H]|B738|7M8|B38M)/,
    cabins: [plan('C', 1, 'ACDF', 16), plan('Y', 5, 'ABCDEF', 144)],
  },
  {
    name: '737-900',
    writtenAs: /^(737-9|73[9J]|B739|7M9|B39M)/,
    cabins: [plan('C', 1, 'ACDF', 20), plan('Y', 6, 'ABCDEF', 156)],
  },
  {
    name: '757-200',
    writtenAs: /^(B?757|75[2W]|B752)/,
    cabins: [plan('C', 1, 'ACDF', 24), plan('Y', 7, 'ABCDEF', 162)],
  },
  {
    name: '767-300',
    writtenAs: /^(B?767|76[23W]|B76[23])/,
    cabins: [plan('C', 1, 'ADEFK', 30), plan('Y', 10, 'ABDEFJK', 189)],
  },
  {
    name: '777-300ER',
    writtenAs: /^(B?777|77[23LW]|B77[23LW])/,
    cabins: [
      plan('F', 1, 'AEFK', 8),
      plan('C', 5, 'ADGK', 48),
      plan('W', 20, 'ABDEFGJK', 40),
      plan('Y', 30, 'ABCDEFGHJK', 230),
    ],
  },
  {
    name: '787-9',
    writtenAs: /^(B?787|78[189]|B78[89X])/,
    cabins: [plan('C', 1, 'AEFK', 40), plan('W', 15, 'ABDEFJK', 28), plan('Y', 25, 'ABCDEFHJK', 198)],
  },
  {
    name: 'E175',
    writtenAs: /^(E(RJ[ -]?)?17[05]|E7[05W])/,
    cabins: [plan('C', 1, 'ACD', 12), plan('Y', 5, 'ABCD', 64)],
  },
  {
    name: 'E190',
    writtenAs: /^(E(RJ[ -]?|MB-)?19[05]|E9[05])/,
    cabins: [plan('C', 1, 'ACD', 9), plan('Y', 4, 'ABCD', 88)],
  },
  { name: 'CRJ-200', writtenAs: /^(CRJ-?[12]00|CRJ$|CR[12]|CL-600-2B19)/, cabins: [plan('Y', 1, 'ABCD', 50)] },
  {
    name: 'CRJ-700',
    writtenAs: /^(CRJ-?700|CR7|CL-600-2C10)/,
    cabins: [plan('C', 1, 'ACD', 6), plan('Y', 3, 'ABCD', 64)],
  },
  {
    name: 'CRJ-900',
    writtenAs: /^(CRJ-?900|CR9|CL-600-2D24)/,
    cabins: [plan('C', 1, 'ACD', 12), plan('Y', 5, 'ABCD', 64)],
  },
  { name: 'ERJ-145', writtenAs: /^(E(RJ|MB)[ -]?145|ER4|E145)/, cabins: [plan('Y', 1, 'ABC', 50)] },
  {
    name: 'MD-88',
    writtenAs: /^(MD-?8[0-9]|DC-9-8[0-9]|M8[0-9])/,
    cabins: [plan('C', 1, 'ABDE', 16), plan('Y', 5, 'ABCDE', 133)],
  },
  { name: 'ATR 72', writtenAs: /^(ATR[ -]?72|AT7[0-9]?)/, cabins: [plan('Y', 1, 'ACDF', 70)] },
  { name: 'DHC-8-400', writtenAs: /^(DHC-?8-4|DH[48D]|Q400)/, cabins: [plan('Y', 1, 'ACDF', 76)] },
];

/** The aircraft type behind what a schedule calls it: `A320`, `320`, `A320-232`, `737-824`, `EMB-145LR`. */
export function findAircraft(equipment: string): AircraftType | undefined {
  const text = equipment.trim().toUpperCase();
  return KNOWN.find(({ writtenAs }) => writtenAs.test(text));
}

/** @throws when it is none of ours: for names that stand in the code */
export function getAircraft(name: string): AircraftType {
  const found = KNOWN.find((type) => type.name === name);
  if (!found) throw new Error(`there is no aircraft ${name}`);
  return found;
}
