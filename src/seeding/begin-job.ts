import type { BookingDeps } from '../booking/booking-deps.js';
import { isOpsdeskError, OpsdeskError } from '../kernel/errors.js';
import type { WriteOptions } from '../runtime/request.js';
import { claimImportJob, type OwnJob } from './import-job-repository.js';

export type JobDeps = BookingDeps & { readonly actor: string };

/**
 * The job in the audit trail, whose it is, and what its idempotency key stands for from here on.
 * @throws WRONG_STATE when it is another's, IDEMPOTENCY_MISMATCH when the key was used with another file
 */
export async function beginJob(deps: JobDeps, own: OwnJob, options: WriteOptions): Promise<void> {
  const { command, job } = own;
  const request = { ...options, command, idempotencyKey: options.idempotencyKey ?? job, input: { job } };
  const begun = deps.runner.write(request, async (work) => {
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
  await begun.catch((error: unknown) => {
    throw isOpsdeskError(error, 'IDEMPOTENCY_MISMATCH') ? otherFile(error) : error;
  });
}

/** Another key would let all of it through, what the first file has done already as well. */
function otherFile(cause: OpsdeskError): OpsdeskError {
  return new OpsdeskError('IDEMPOTENCY_MISMATCH', `${cause.message}, and nothing was done`, {
    hint: 'Repeat what the key was used with first, a file or a single one, to see what became of it: nothing is done twice. What is still to be done goes into a file of its own, under a key of its own.',
    cause,
  });
}
