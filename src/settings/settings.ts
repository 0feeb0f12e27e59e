import type { Instant } from '../kernel/instant.js';

/** What one run of the program was told, after flag, environment, profile and default had their say. */
export interface Settings {
  /** `postgres://…`, `sqlite:PATH`, or a path. */
  readonly databaseUrl: string;
  readonly redisUrl?: string;
  /** The business clock starts here instead of now (`OPSDESK_NOW`). */
  readonly now?: Instant;
  readonly profileName: string;
  /** Who is at the desk, for the audit trail. */
  readonly operator: string;
  /** `failing` refuses every delivery, to rehearse an outage of the mail server. */
  readonly mailChannel: 'file' | 'failing';
  readonly mailFolder: string;
  /** The whole command gives up after this long. */
  readonly timeoutMs?: number;
}

export type Environment = Readonly<Record<string, string | undefined>>;
