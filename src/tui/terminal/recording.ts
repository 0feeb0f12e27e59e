import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { OpsdeskError } from '../../kernel/errors.js';
import type { Area } from '../area.js';
import type { Key } from '../key.js';

const FORMAT = 'opsdesk keys';

interface RecordedKey extends Key {
  /** Milliseconds after the console was opened. */
  readonly atMs: number;
}

/** Writes each key as a line of JSON, at once: what was typed before a crash is there. */
export class KeyRecorder {
  private readonly descriptor: number;
  private readonly startedAt = Date.now();

  /** @throws ALREADY_EXISTS for a file that is there, FILE_NOT_FOUND where none can be written */
  constructor(file: string, area: Area) {
    this.descriptor = openNew(file);
    this.write({ format: FORMAT, columns: area.width, lines: area.height });
  }

  /** Not the key that leaves: whoever plays the others is to go on. */
  record({ name, text }: Key): void {
    if (name === 'ctrl-c') return;
    this.write({ atMs: Date.now() - this.startedAt, name, text } satisfies RecordedKey);
  }

  close(): void {
    closeSync(this.descriptor);
  }

  private write(value: unknown): void {
    writeSync(this.descriptor, `${JSON.stringify(value)}\n`);
  }
}

/** @throws FILE_NOT_FOUND, INVALID_INPUT naming the line that is no key */
export function readRecording(file: string): readonly RecordedKey[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new OpsdeskError('FILE_NOT_FOUND', `cannot read ${file}`, { cause, details: { file } });
  }
  const [head, ...lines] = text.split('\n').filter((line) => line.trim() !== '');
  if ((parse(head) as { format?: unknown } | undefined)?.format !== FORMAT) {
    throw new OpsdeskError('INVALID_INPUT', `${file} is no recording of keys`, {
      hint: 'Make one: opsdesk console --record FILE',
    });
  }
  return lines.map((line, at) => {
    const key = parse(line);
    if (isRecorded(key)) return key;
    throw new OpsdeskError('INVALID_INPUT', `${file}, line ${at + 2}: no recorded key`);
  });
}

/** How soon it is asked again whether the next key may be pressed, in milliseconds. */
const GLANCE_MS = 10;

/**
 * Plays keys at the pace at which they were typed, but none before what it was pressed for is there: another day's
 * database takes longer to answer, and Enter on a list that has not come yet would open nothing.
 */
export async function playKeys(
  keys: readonly RecordedKey[],
  press: (key: Key) => void,
  isReady: () => boolean,
  signal: AbortSignal,
): Promise<void> {
  let beforeMs = 0;
  for (const { atMs, name, text } of keys) {
    await sleep(Math.max(0, atMs - beforeMs), undefined, { signal }).catch(() => {});
    while (!signal.aborted && !isReady()) await sleep(GLANCE_MS, undefined, { signal }).catch(() => {});
    if (signal.aborted) return;
    press({ name, text });
    beforeMs = atMs;
  }
}

function isRecorded(value: unknown): value is RecordedKey {
  if (typeof value !== 'object' || value === null) return false;
  const { atMs, name, text } = value as Partial<RecordedKey>;
  return typeof atMs === 'number' && atMs >= 0 && typeof name === 'string' && typeof text === 'string';
}

function parse(line: string | undefined): unknown {
  try {
    return JSON.parse(line ?? '');
  } catch {
    return undefined;
  }
}

function openNew(file: string): number {
  try {
    return openSync(file, 'wx', 0o600);
  } catch (cause) {
    const isThere = (cause as NodeJS.ErrnoException).code === 'EEXIST';
    throw new OpsdeskError(
      isThere ? 'ALREADY_EXISTS' : 'FILE_NOT_FOUND',
      `cannot write ${file}${isThere ? ': it exists' : ''}`,
      {
        hint: 'Name a file that does not exist yet, in a folder that does.',
        cause,
        details: { file },
      },
    );
  }
}
