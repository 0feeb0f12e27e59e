/** A place of the seeded network, with its clocks outside summer time. */
export interface Station {
  readonly iata: string;
  /** Minutes ahead of UTC in standard time: timetables are laid out with it, so that no day shifts them. */
  readonly standardOffset: number;
}

export interface Hub extends Station {
  readonly carrier: string;
  /** The odd flight numbers from here on are the outbound flights. */
  readonly firstNumber: number;
  /** Local minutes of the day at which the banks of departures begin. */
  readonly banks: readonly [number, ...number[]];
  /** In order of importance. */
  readonly spokes: readonly Station[];
  readonly fleet: readonly FleetChoice[];
}

/** Which aircraft fly how far. The first choice that reaches is taken; the mix averages some 150 seats. */
export interface FleetChoice {
  readonly upToKm: number;
  readonly types: readonly [string, ...string[]];
}

function stations(text: string): Station[] {
  return text
    .trim()
    .split(/\s+/)
    .map((entry) => {
      const [iata = '', hours = ''] = entry.split(':');
      return { iata, standardOffset: Number(hours) * 60 };
    });
}

const LONDON: Hub = {
  iata: 'LHR',
  standardOffset: 0,
  carrier: 'BA',
  firstNumber: 301,
  banks: [390, 570, 750, 930, 1110, 1230],
  spokes: stations(`
    EDI:0 CDG:1 MAD:1 FCO:1 AMS:1 DUB:0 GVA:1 BCN:1 FRA:1 DXB:4 BOS:-5 MUC:1 LIS:0 ATH:2 GLA:0 ZRH:1 VIE:1 CPH:1
    ARN:1 MXP:1 BER:1 MAN:0 NCL:0 HAM:1 DUS:1 NCE:1 IST:3 ORD:-6 BUD:1 PRG:1 WAW:1 HEL:2 OSL:1 BHD:0 LAX:-8
    ABZ:0 AGP:1 BRU:1 BLQ:1 LYS:1 TLS:1 OTP:2 SOF:2 KEF:0 TLV:2 DEL:5.5 SIN:8 JNB:2 YYZ:-5 CPT:2`),
  fleet: [
    { upToKm: 800, types: ['A319', 'E190', 'E190'] },
    { upToKm: 4_000, types: ['A319', 'A319', 'A320', 'A321'] },
    { upToKm: 16_000, types: ['787-9', '777-300ER', 'A350-900'] },
  ],
};

const NEW_YORK: Hub = {
  iata: 'JFK',
  standardOffset: -300,
  carrier: 'AA',
  firstNumber: 401,
  banks: [375, 540, 720, 900, 1065, 1200],
  spokes: stations(`
    LAX:-8 BOS:-5 MIA:-5 SFO:-8 ORD:-6 DCA:-5 ATL:-5 CLT:-5 RDU:-5 DFW:-6 MCO:-5 SJU:-4 BNA:-6 YYZ:-5 CDG:1 SEA:-8
    PIT:-5 CLE:-5 DTW:-5 BUF:-5 ROC:-5 SYR:-5 ORF:-5 RIC:-5 PHX:-7 DEN:-7 LAS:-8 AUS:-6 IND:-5 CMH:-5 CVG:-5
    PWM:-5 BWI:-5 TPA:-5 FLL:-5 MSP:-6 STL:-6 MEX:-6 CUN:-5 BDA:-4 NAS:-5 MAD:1 FCO:1 GRU:-3 SAN:-8 JAX:-5
    SAV:-5 CHS:-5 BTV:-5 YUL:-5`),
  fleet: [
    { upToKm: 1_000, types: ['CRJ-900', 'E175', 'E190', '737-800'] },
    { upToKm: 4_500, types: ['737-700', '737-700', '737-800', 'A321'] },
    { upToKm: 16_000, types: ['767-300', '777-300ER', '787-9'] },
  ],
};

export const HUBS = { london: LONDON, newYork: NEW_YORK } as const;

/** The trunk between the hubs is the first rotation of every world: BA117 out and BA118 back. */
export const TRUNK = { number: 117, aircraft: '777-300ER' } as const;
