import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { OpsdeskError } from '../kernel/errors.js';
import { isId, layOutId } from '../kernel/ids.js';
import { opsdeskFolder } from '../settings/folders.js';
import type { Environment } from '../settings/settings.js';
import { openInput } from './open-input.js';

/** A file that a job works through, as its first pass found it. */
export interface ImportFile {
  /** By the SHA-256 of the contents and the key: the same file is the same job, whatever it is called. */
  readonly job: string;
  /** Of the job, as it was given when it began. */
  readonly key: string | undefined;
  readonly path: string;
  readonly format: 'csv' | 'ndjson';
  /** Line feeds, for a progress bar. */
  readonly lines: number;
  /** Kept for this run alone. */
  readonly isPassing: boolean;
}

export interface ImportChoice {
  /** A path, `-` for stdin, or undefined where a job names the file. */
  readonly file: string | undefined;
  readonly resume: string | undefined;
  readonly format: ImportFile['format'] | undefined;
  /** Makes another job of the same contents. Whether it was used with others is the use case's to say. */
  readonly key: string | undefined;
  /** Nobody goes on with a dry run: nothing of it is remembered. */
  readonly isDryRun: boolean;
}

/** As long as idempotency keys are kept: with an older file a job could not be resumed. */
const KEPT_MS = 30 * 86_400_000;

/**
 * Finds the file of a job and hashes it. What comes from stdin is kept in a file of our own until the job is
 * done, for its owner's eyes only, and where any file lies is remembered, so that the job alone is enough
 * to go on with it.
 * @throws FILE_NOT_FOUND, INVALID_INPUT, INPUT_REQUIRED, WRONG_STATE when the file is not the job's
 */
export async function openImportFile(choice: ImportChoice, environment: Environment): Promise<ImportFile> {
  const store = new JobStore(path.join(opsdeskFolder('XDG_STATE_HOME', environment), 'imports'));
  const remembered = choice.file === undefined ? store.find(choice.resume) : undefined;
  const key = choice.key ?? remembered?.key;
  if (choice.file === '-') {
    const spooled = await store.spool(openInput('-'), { ...choice, key });
    return expectJob(spooled, choice.resume);
  }
  const file = path.resolve(remembered?.path ?? choice.file ?? '');
  const hashed = await hashFile(openInput(file), { format: choice.format ?? remembered?.format, key });
  const found = expectJob({ ...hashed, path: file, isPassing: false }, choice.resume);
  if (!choice.isDryRun) store.remember(found);
  return found;
}

/** The job is done: nothing of it is kept. */
export function forgetImportFile({ job, path: file, isPassing }: ImportFile, environment: Environment): void {
  if (isPassing) fs.rmSync(file, { force: true });
  else new JobStore(path.join(opsdeskFolder('XDG_STATE_HOME', environment), 'imports')).forget(job);
}

function expectJob(file: ImportFile, job: string | undefined): ImportFile {
  if (job === undefined || job === file.job) return file;
  throw new OpsdeskError('WRONG_STATE', `${file.path} is not the file of ${job}: its contents are of ${file.job}`, {
    hint: 'Resume a job with the very file, and the --idempotency-key, that it began with. A file that was changed since is a job of its own, which does all of its rows.',
    details: { jobId: job, fileJobId: file.job },
  });
}

type Hashed = Pick<ImportFile, 'job' | 'format' | 'key' | 'lines'>;

interface HashChoice {
  readonly format: ImportFile['format'] | undefined;
  readonly key: string | undefined;
}

async function hashFile(
  bytes: AsyncIterable<Uint8Array>,
  { format, key }: HashChoice,
  onChunk: (chunk: Uint8Array) => void = () => {},
): Promise<Hashed> {
  const hash = createHash('sha256');
  let lines = 0;
  let first: ImportFile['format'] | undefined;
  for await (const chunk of bytes) {
    hash.update(chunk);
    onChunk(chunk);
    first ??= looksLike(chunk);
    for (let at = chunk.indexOf(0x0a); at >= 0; at = chunk.indexOf(0x0a, at + 1)) lines += 1;
  }
  const read = format ?? first ?? 'csv';
  hash.update(`\0${read}\0${key ?? ''}`);
  const digest = hash.digest();
  return { job: layOutId('job', digest.readUIntBE(0, 6), digest.subarray(6, 16)), format: read, key, lines };
}

/** A line of NDJSON is an object; undefined while nothing but space has come. */
function looksLike(chunk: Uint8Array): ImportFile['format'] | undefined {
  const start = Buffer.from(chunk).toString('latin1').replace(/^ï»¿/, '').trimStart();
  if (start === '') return undefined;
  return start.startsWith('{') ? 'ndjson' : 'csv';
}

interface RememberedJob {
  readonly path: string;
  readonly format: ImportFile['format'];
  readonly key?: string | undefined;
}

class JobStore {
  constructor(private readonly folder: string) {}

  /** @throws INPUT_REQUIRED, FILE_NOT_FOUND */
  find(job: string | undefined): RememberedJob {
    if (job === undefined) {
      throw new OpsdeskError('INPUT_REQUIRED', 'missing FILE', {
        hint: 'Name the file, - for stdin, or --resume JOB.',
        details: { flag: 'FILE' },
      });
    }
    const note = this.noteOf(job);
    try {
      return JSON.parse(fs.readFileSync(note, 'utf8')) as RememberedJob;
    } catch (error) {
      throw new OpsdeskError('FILE_NOT_FOUND', `nothing is known here of the file of ${job}`, {
        hint: 'It is done, or was begun elsewhere. Name its file.',
        cause: error,
      });
    }
  }

  remember({ job, path: file, format, key }: ImportFile): void {
    this.open();
    const note: RememberedJob = { path: file, format, key };
    fs.writeFileSync(this.noteOf(job), JSON.stringify(note), { mode: 0o600 });
  }

  async spool(
    bytes: AsyncIterable<Uint8Array>,
    choice: HashChoice & { readonly isDryRun: boolean },
  ): Promise<ImportFile> {
    this.open();
    const draft = path.join(this.folder, `${process.pid}.${Date.now().toString(36)}.draft`);
    const descriptor = fs.openSync(draft, 'wx', 0o600);
    let hashed: Hashed;
    try {
      hashed = await hashFile(bytes, choice, (chunk) => fs.writeFileSync(descriptor, chunk));
    } catch (error) {
      fs.rmSync(draft, { force: true });
      throw error;
    } finally {
      fs.closeSync(descriptor);
    }
    if (choice.isDryRun) return { ...hashed, path: draft, isPassing: true };
    const file = { ...hashed, path: path.join(this.folder, `${hashed.job}.input`), isPassing: false };
    fs.renameSync(draft, file.path);
    this.remember(file);
    return file;
  }

  forget(job: string): void {
    fs.rmSync(this.noteOf(job), { force: true });
    fs.rmSync(path.join(this.folder, `${job}.input`), { force: true });
  }

  /** Makes the folder, and empties it of what is too old to be resumed. */
  private open(): void {
    fs.mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    for (const name of fs.readdirSync(this.folder)) {
      const file = path.join(this.folder, name);
      const { mtimeMs } = fs.statSync(file, { throwIfNoEntry: false }) ?? { mtimeMs: Number.POSITIVE_INFINITY };
      if (Date.now() - mtimeMs > KEPT_MS) fs.rmSync(file, { force: true });
    }
  }

  private noteOf(job: string): string {
    if (isId('job', job)) return path.join(this.folder, `${job}.json`);
    throw new OpsdeskError('INVALID_INPUT', `"${job}" is not a job`, { hint: 'Jobs read like job_01K8ZT….' });
  }
}
