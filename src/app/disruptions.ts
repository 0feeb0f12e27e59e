import type { Desk } from '../desk.js';
import type { PlanRequest } from '../disruption/make-plan.js';
import type { Plan } from '../disruption/plan.js';
import type { Policy } from '../disruption/policy.js';
import type { EntitlementQuestion } from '../disruption/show-entitlement.js';
import type { ApplyChoice } from '../disruption/work-on-items.js';
import type { WriteOptions } from '../runtime/request.js';

async function openPlan(pieces: AsyncIterable<string>): Promise<Plan> {
  const { readPlan } = await import('../disruption/read-plan.js');
  let text = '';
  for await (const piece of pieces) text += piece;
  return readPlan(text);
}

/** What happens to flights, and the plans that rebook their passengers. */
export const disruptionsUseCases = (desk: () => Promise<Desk>) => ({
  disruptions: {
    /** @param file the text of a policy file and its name; without one it is the default */
    policy: async (file?: { readonly text: string; readonly name: string }): Promise<Policy> => {
      if (file) return (await import('../disruption/read-policy.js')).readPolicy(file.text, file.name);
      return (await import('../disruption/policy.js')).DEFAULT_POLICY;
    },
    printPolicy: async (policy: Policy) => {
      const { printPolicy } = await import('../disruption/print-policy.js');
      return printPolicy(policy);
    },
    plan: async (request: PlanRequest) => {
      const [{ makePlan }, { planText }, { summarisePlan }] = await Promise.all([
        import('../disruption/make-plan.js'),
        import('../disruption/seal-plan.js'),
        import('../disruption/show-plan.js'),
      ]);
      const plan = await makePlan(await desk(), request);
      return { text: planText(plan), summary: summarisePlan(plan) };
    },
    readPlan: openPlan,
    /** What can be asked of a plan, without a database. */
    openPlan: async (pieces: AsyncIterable<string>) => {
      const [shown, plan] = await Promise.all([import('../disruption/show-plan.js'), openPlan(pieces)]);
      return {
        summary: () => shown.summarisePlan(plan),
        rows: () => shown.listPlanRows(plan),
        loads: () => shown.listPlannedLoads(plan),
        itemOf: (locator: string) => shown.findPlanItem(plan, locator),
      };
    },
    diff: async (a: AsyncIterable<string>, b: AsyncIterable<string>) => {
      const { diffPlans } = await import('../disruption/diff-plans.js');
      return diffPlans(await openPlan(a), await openPlan(b));
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
    entitlement: async (question: EntitlementQuestion) => {
      const { showEntitlement } = await import('../disruption/show-entitlement.js');
      return showEntitlement(await desk(), question);
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
