import { randomBytes } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { type Channel, DeliveryError } from './channel.js';
import { toInternetMessage } from './internet-message.js';

export interface FileChannelOptions {
  /** Made when it is missing, for its owner's eyes only. */
  readonly folder: string;
  /** An e-mail address. */
  readonly from: string;
}

/**
 * Writes each message as `<notification id>.eml`. A message that is delivered again overwrites itself, so
 * that at least once is as good as once; the rename makes each file appear whole or not at all.
 */
export function fileChannel({ folder, from }: FileChannelOptions): Channel {
  return {
    deliver: async (message, signal) => {
      const text = toInternetMessage(message, from);
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        await writeWhole(path.join(folder, `${message.notificationId}.eml`), text, signal);
      } catch (cause) {
        throw new DeliveryError(`cannot write to the folder for mail: ${reasonOf(cause)}`, false, { cause });
      }
    },
  };
}

async function writeWhole(file: string, text: string, signal: AbortSignal): Promise<void> {
  const temporary = `${file}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    const handle = await open(temporary, 'wx', 0o600);
    try {
      await handle.writeFile(text, { signal });
      // It counts as sent once we say so: then it must survive a power cut.
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code ?? message;
}
