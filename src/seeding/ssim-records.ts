import type { RowProblem } from './row-problems.js';

/** One record of a schedule in SSIM chapter 7: 200 characters, numbered by its line from 1. */
export interface SsimRecord {
  readonly line: number;
  readonly text: string;
}

export interface SsimFile {
  /** The legs (type 3), each with the carrier record (type 2) that it stands under. */
  readonly legs: readonly { readonly record: SsimRecord; readonly carrier: SsimRecord }[];
  readonly problems: readonly RowProblem[];
}

const RECORD_CHARS = 200;
const LAST_SERIAL = 999_999;
/** What is damaged in the middle has damaged lines by the thousand. */
const MAX_PROBLEMS = 100;

/** The characters at 1-based columns, both included, as the standard counts them. */
export function columns({ text }: SsimRecord, from: number, to = from): string {
  return text.slice(from - 1, to);
}

/**
 * Reads the records and looks whether the file is whole: the length of each, their order, a trailer
 * behind each carrier, and no serial number left out. LF and CRLF are fine, and so are serials that repeat.
 */
export async function readSsimRecords(source: AsyncIterable<Uint8Array>): Promise<SsimFile> {
  const legs: { record: SsimRecord; carrier: SsimRecord }[] = [];
  const problems: RowProblem[] = [];
  const order = new RecordOrder();
  let lines = 0;
  for await (const record of readLines(source)) {
    lines = record.line;
    const reason = wrongShape(record) ?? order.next(record);
    if (reason !== undefined) problems.push({ line: record.line, column: '', reason });
    else if (columns(record, 1) === '3' && order.carrier) legs.push({ record, carrier: order.carrier });
    if (problems.length >= MAX_PROBLEMS) return { legs, problems };
  }
  const unfinished = order.unfinished();
  if (unfinished !== undefined) problems.push({ line: Math.max(1, lines), column: '', reason: unfinished });
  return { legs, problems };
}

/** Lines without their ends. What follows the last line end is a line if there is anything. */
async function* readLines(source: AsyncIterable<Uint8Array>): AsyncGenerator<SsimRecord> {
  let rest = '';
  let line = 0;
  for await (const chunk of source) {
    const lines = (rest + Buffer.from(chunk).toString('latin1')).split('\n');
    rest = lines.pop() ?? '';
    for (const text of lines) {
      line += 1;
      yield { line, text: text.replace(/\r$/, '') };
    }
  }
  if (rest.trim() !== '' && rest !== '\u001a') yield { line: line + 1, text: rest.replace(/\r$/, '') };
}

function wrongShape({ text }: SsimRecord): string | undefined {
  if (text.length !== RECORD_CHARS) return `has ${text.length} characters, and a record has ${RECORD_CHARS}`;
  if (!/^[ -~]*$/.test(text)) return 'has characters that are not plain ASCII';
  return /^[0-5]/.test(text) ? undefined : `begins with ${JSON.stringify(text.charAt(0))}, which is no type of record`;
}

/** Follows the records of a file: header, then for each carrier its record, legs with segment data, and its trailer. */
class RecordOrder {
  carrier: SsimRecord | undefined;
  private hasHeader = false;
  private hasTrailer = false;
  private serial: number | undefined;

  /** @returns what is wrong with a record at this place */
  next(record: SsimRecord): string | undefined {
    const type = columns(record, 1);
    if (type === '0') return /^0+$/.test(record.text) ? undefined : 'is no filler: it has more than zeros';
    if (!this.hasHeader) {
      this.hasHeader = true;
      if (type !== '1') return 'is not the header: a schedule begins with a record of type 1';
    }
    // The serial is looked at in any case: the next one counts from it.
    const reasons = [this.wrongPlace(record, type), this.wrongTrailer(record, type), this.wrongSerial(record)];
    if (type === '2') this.carrier = record;
    if (type === '5') {
      this.carrier = undefined;
      this.hasTrailer = true;
    }
    return reasons.find((reason) => reason !== undefined);
  }

  /** What is missing at the end of the file. */
  unfinished(): string | undefined {
    if (!this.hasHeader) return 'the file is empty';
    if (this.carrier) {
      return `the file ends without the trailer of ${columns(this.carrier, 3, 5).trim()}: a part of it is missing`;
    }
    return this.hasTrailer ? undefined : 'the file has no carrier and no trailer: a part of it is missing';
  }

  private wrongPlace(record: SsimRecord, type: string): string | undefined {
    if (type === '2' && this.carrier) return 'begins a carrier before the one above has its trailer';
    if (type === '1' || type === '2') return undefined;
    if (!this.carrier) return 'stands outside of a carrier, behind no record of type 2';
    const [own, wanted] = [columns(record, 3, 5), columns(this.carrier, 3, 5)];
    return own === wanted
      ? undefined
      : `is of ${own.trim() || 'no airline'}, and its carrier record of ${wanted.trim()}`;
  }

  /** A trailer repeats the serial of the record before it. */
  private wrongTrailer(record: SsimRecord, type: string): string | undefined {
    const check = columns(record, 188, 193);
    if (type !== '5' || check.trim() === '' || this.serial === undefined || Number(check) === this.serial)
      return undefined;
    return `the trailer counts up to ${JSON.stringify(check)}, and the record before it is ${this.serial}`;
  }

  private wrongSerial(record: SsimRecord): string | undefined {
    const text = columns(record, 195, 200);
    if (!/^\d{6}$/.test(text)) return `${JSON.stringify(text)} in columns 195-200 is no serial number`;
    const serial = Number(text);
    const before = this.serial;
    this.serial = serial;
    if (before === undefined || serial === before || serial === (before % LAST_SERIAL) + 1) return undefined;
    return `record ${serial} follows record ${before}: records are missing, or in another order`;
  }
}
