/** A schedule in SSIM chapter 7, written by its columns. Each record may overwrite any of them. */

export type Overwrites = Readonly<Record<number, string>>;

/** @param fields texts by the 1-based column at which they begin */
function record(fields: Overwrites): string {
  const text = [...' '.repeat(200)];
  for (const [column, value] of Object.entries(fields)) text.splice(Number(column) - 1, value.length, ...value);
  return text.join('');
}

export const FILLER = '0'.repeat(200);

export interface SsimLegFields {
  readonly number: string;
  readonly from: string;
  readonly to: string;
  readonly days?: string;
  readonly origin: string;
  readonly std: string;
  readonly originOffset: string;
  readonly destination: string;
  readonly sta: string;
  readonly destinationOffset: string;
  readonly sequence?: string;
  readonly more?: Overwrites;
}

export function leg(fields: SsimLegFields): Overwrites {
  const { number, from, to, days = '1234567', origin, std, originOffset, destination, sta, destinationOffset } = fields;
  return {
    ...{ 1: '3', 3: 'XX', 6: number.padStart(4), 10: '01', 12: fields.sequence ?? '01', 14: 'J' },
    ...{ 15: from, 22: to, 29: days, 37: origin, 40: std + std, 48: originOffset },
    ...{ 55: destination, 58: sta + sta, 66: destinationOffset, 73: '320', 76: 'CY', 173: 'C12Y132VV144' },
    ...fields.more,
  };
}

/** The whole file around some legs, with fillers behind each part as the carriers write them. */
export function ssimFile(legs: readonly Overwrites[], { mode = 'L', end = '\n' } = {}): string {
  const serial = (number: number) => String(number).padStart(6, '0');
  const last = legs.length + 2;
  const lines = [
    record({ 1: '1AIRLINE STANDARD SCHEDULE DATA SET', 195: serial(1) }),
    FILLER,
    record({ 1: `2${mode}XX`, 11: 'W26', 15: '25OCT26', 22: '27MAR27', 29: '01OCT26', 72: 'P', 195: serial(2) }),
    FILLER,
    ...legs.map((fields, index) => record({ 195: serial(index + 3), ...fields })),
    FILLER,
    record({ 1: '5 XX', 188: serial(last), 194: 'E', 195: serial(last + 1) }),
  ];
  return lines.map((line) => line + end).join('');
}
