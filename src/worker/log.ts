import { formatInstant } from '../kernel/instant.js';
import { escapeText } from '../present/escape-text.js';
import { LOG_LEVELS, type LogLevel } from '../settings/settings.js';
import { redact } from './redact.js';

export type LogFields = Readonly<Record<string, unknown>>;

/** One line an event. Its name is fixed; everything that varies stands in fields, which go through `redact`. */
export type WorkerLog = (level: LogLevel, event: string, fields?: LogFields) => void;

export interface LogOptions {
  readonly format: 'json' | 'text';
  /** The least that is written. */
  readonly level: LogLevel;
  readonly write: (line: string) => void;
}

export async function openLog(options: LogOptions): Promise<WorkerLog> {
  return options.format === 'json' ? jsonLog(options) : textLog(options);
}

async function jsonLog({ level, write }: LogOptions): Promise<WorkerLog> {
  const { pino } = await import('pino');
  const logger = pino(
    {
      level,
      messageKey: 'event',
      base: { pid: process.pid },
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
    { write },
  );
  return (at, event, fields = {}) => logger[at](redact(fields), event);
}

function textLog({ level, write }: LogOptions): WorkerLog {
  const least = LOG_LEVELS.indexOf(level);
  return (at, event, fields = {}) => {
    if (LOG_LEVELS.indexOf(at) < least) return;
    const told = Object.entries(redact(fields) as LogFields).map(([name, value]) => `${name}=${wordOf(value)}`);
    write(`${[formatInstant(Date.now()), at, event, ...told].join('  ')}\n`);
  };
}

function wordOf(value: unknown): string {
  return escapeText(typeof value === 'string' ? value : JSON.stringify(value));
}
