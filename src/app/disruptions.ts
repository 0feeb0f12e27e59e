import type { Desk } from '../desk.js';
import type { ApplyChoice } from '../disruption/apply-plan.js';
import type { Plan } from '../disruption/plan.js';
import type { WriteOptions } from '../runtime/request.js';

/** What happens to flights, and the plans that rebook their passengers. */
export const disruptionsUseCases = (desk: () => Promise<Desk>) => ({
  disruptions: {
    readPlan: async (text: string) => {
      const { readPlan } = await import('../disruption/read-plan.js');
      return readPlan(text);
    },
    apply: async (plan: Plan, choice: ApplyChoice, options: WriteOptions) => {
      const { applyPlan } = await import('../disruption/apply-plan.js');
      return applyPlan(await desk(), plan, choice, options);
    },
    resume: async (jobId: string, choice: ApplyChoice) => {
      const { resumeJob } = await import('../disruption/apply-plan.js');
      return resumeJob(await desk(), jobId, choice, {});
    },
    job: async (jobId: string) => {
      const { showJob } = await import('../disruption/show-job.js');
      return showJob((await desk()).session, jobId);
    },
    jobs: async (count: number) => {
      const { showJobs } = await import('../disruption/show-job.js');
      return showJobs((await desk()).session, count);
    },
    rollback: async (jobId: string) => {
      const [{ planRollback }, { planText }] = await Promise.all([
        import('../disruption/plan-rollback.js'),
        import('../disruption/seal-plan.js'),
      ]);
      const plan = await planRollback(await desk(), jobId);
      return { plan, text: planText(plan) };
    },
  },
});
