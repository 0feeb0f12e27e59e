import type { BookingDeps } from '../booking/booking-deps.js';
import { OpsdeskError } from '../kernel/errors.js';
import type { WriteOptions } from '../runtime/request.js';
import { claimImportJob, type OwnJob } from './import-job-repository.js';

export type JobDeps = BookingDeps & { readonly actor: string };

/**
 * The job in the audit trail, and whose it is.
 * @throws WRONG_STATE when it is another's
 */
export async function beginJob(deps: JobDeps, own: OwnJob, options: WriteOptions): Promise<void> {
  const { command, job } = own;
  await deps.runner.write({ ...options, command, idempotencyKey: job, input: { job } }, async (work) => {
    const owner = await claimImportJob(work.tx, own, deps.clock.real());
    if (owner !== own.actor) {
      throw new OpsdeskError('WRONG_STATE', `${owner} has begun with this file, or is about to: it is their ${job}`, {
        hint: 'Let them go on with it. To do all of it once more, give the job another --idempotency-key.',
        details: { jobId: job, actor: owner },
      });
    }
    work.audit({ action: 'import.begun', entity: 'job', entityId: job });
    return { job };
  });
}

/** What the rows behind it would meet as well: the job ends with it, and is run again. */
export function isOfTheJob({ code }: OpsdeskError): boolean {
  return code === 'DATABASE_UNAVAILABLE' || code === 'DATABASE_UNMIGRATED' || code === 'OUTCOME_UNKNOWN';
}
