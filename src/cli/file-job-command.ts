import fs from 'node:fs';
import { isOpsdeskError } from '../kernel/errors.js';
import type { Column } from '../present/column.js';
import { BaseCommand } from './base-command.js';
import { forgetImportFile, type ImportFile, openImportFile } from './import-file.js';
import type { View } from './output.js';
import { openResultLines } from './result-lines.js';
import { toldFailures } from './told-failures.js';
import type { WriteChoices } from './write-flags.js';

/** What became of a row of a file. */
interface JobRow {
  readonly line: number;
  readonly status: string;
  readonly code: string | null;
  readonly message: string | null;
}

/** What became of all of them. */
interface JobResult {
  readonly failed: number;
  readonly end: 'done' | 'stopped' | 'interrupted';
}

export interface FileJob<R extends JobRow, T extends JobResult> {
  /** A path, `-` for stdin, or undefined where a job names the file. */
  readonly file: string | undefined;
  readonly format?: ImportFile['format'] | undefined;
  readonly flags: { readonly resume?: string | undefined; readonly out?: string | undefined };
  readonly options: WriteChoices;
  /** Of the progress bar. */
  readonly label: string;
  readonly columns: readonly Column<R>[];
  readonly view: View<T>;
  work(place: FileJobPlace<R>): Promise<T>;
}

/** What a job is given of the command that runs it. */
export interface FileJobPlace<R> {
  readonly file: ImportFile;
  /** With the key that the job began with. */
  readonly options: WriteChoices;
  readonly source: AsyncIterable<Uint8Array>;
  readonly signal: AbortSignal;
  /** @param total of the rows, where it is known better than by counting lines */
  readonly onRow: (row: R, total?: number) => Promise<void>;
}

/** A command that works through the rows of a file, each by itself, and can be run again whatever ended it. */
export abstract class FileJobCommand extends BaseCommand {
  /**
   * Finds the file, tells of each row as it ends, sums up, and says how to go on where something is left.
   * @throws what `openImportFile` and the job throw
   */
  protected async workThroughFile<R extends JobRow, T extends JobResult>(job: FileJob<R, T>): Promise<void> {
    const { environment } = this.terminal;
    const { idempotencyKey: key, isDryRun } = job.options;
    const { resume } = job.flags;
    const file = await openImportFile({ file: job.file, resume, format: job.format, key, isDryRun }, environment);
    const isRows = this.globals.format === 'csv' || this.globals.format === 'ndjson';
    const out = job.flags.out ?? (isRows ? '-' : undefined);
    const progress = this.progress(job.label);
    const lines = await this.linesFor(out, file, job.columns, () => progress.finish());
    let done = 0;
    const onRow = async (row: R, total = file.lines) => {
      done += 1;
      progress.update(done, Math.max(done, total));
      await lines.write(row);
    };
    const options = { ...job.options, ...(file.key === undefined ? {} : { idempotencyKey: file.key }) };
    const place = { file, options, source: fs.createReadStream(file.path), signal: this.interruptSignal(), onRow };
    const result = await job
      .work(place)
      .catch((error: unknown) => {
        progress.finish();
        if (isOpsdeskError(error, 'IDEMPOTENCY_MISMATCH')) forgetImportFile(file, environment);
        else this.tellHowToGoOn(error, file.job);
        throw error;
      })
      .finally(() => {
        progress.finish();
        lines.close();
        if (file.isPassing) forgetImportFile(file, environment);
      });
    const isWhole = result.end === 'done' && result.failed === 0;
    if (isWhole && !isDryRun) forgetImportFile(file, environment);
    else if (!isWhole && !isDryRun) this.note(this.goOnWith(file.job));
    if (out !== '-') await this.show(result, job.view);
    if (result.failed > 0) this.conclude('SOME_FAILED');
    if (result.end === 'interrupted') this.conclude('INTERRUPTED');
  }

  private async linesFor<R extends JobRow>(
    out: string | undefined,
    file: ImportFile,
    columns: readonly Column<R>[],
    beforeNote: () => void,
  ) {
    if (out === undefined) {
      const note = (text: string) => {
        beforeNote();
        this.note(text);
      };
      return toldFailures<R>(note, ({ line }) => `line ${line}`);
    }
    const { format } = this.globals;
    const isCsv = format === 'csv' || (format !== 'ndjson' && out.toLowerCase().endsWith('.csv'));
    return openResultLines(out, isCsv ? 'csv' : 'ndjson', columns, { terminal: this.terminal, input: file.path });
  }

  /** A file that is refused begins no job, and another's job is not ours to go on with. */
  private tellHowToGoOn(error: unknown, job: string): void {
    if (isOpsdeskError(error, 'IMPORT_REJECTED') || isOpsdeskError(error, 'WRONG_STATE')) return;
    this.note(this.goOnWith(job));
  }

  private goOnWith(job: string): string {
    return `To go on: opsdesk ${this.id?.replaceAll(':', ' ')} --resume ${job}`;
  }
}
