import { OpsdeskError } from '../kernel/errors.js';

/** By the codes of errno.h; what is not here is told as Node tells it. */
const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'its folder does not exist',
  ENOTDIR: 'a part of its path is no folder',
  EISDIR: 'it is a folder',
  EACCES: 'you may not',
  EPERM: 'you may not',
  EROFS: 'its file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota of the disk is used up',
};

/** Why a file cannot be written, in words. */
export function reasonOf(error: unknown): string {
  const { code = '', message } = error as NodeJS.ErrnoException;
  return REASONS[code] ?? message;
}

/** Writes to a file that somebody has named. @throws INVALID_INPUT that names it */
export function writing<R>(target: string, action: () => R): R {
  try {
    return action();
  } catch (error) {
    throw cannotWrite(target, error);
  }
}

export function cannotWrite(target: string, cause: unknown): OpsdeskError {
  return new OpsdeskError('INVALID_INPUT', `${target} cannot be written: ${reasonOf(cause)}`, {
    hint: 'Check the folder and the disk, or name another file.',
    cause,
  });
}
