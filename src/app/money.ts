import type { IssueRefundInput } from '../booking/issue-refund.js';
import type { Desk } from '../desk.js';
import type { PaymentFilter } from '../payment/list-payments.js';
import type { RefundFilter } from '../payment/list-refunds.js';
import type { WriteOptions } from '../runtime/request.js';
import type { UnpaidInput } from './source-of.js';
import { sourceOf } from './source-of.js';

/** Payments and refunds. */
export const moneyUseCases = (desk: () => Promise<Desk>) => ({
  payments: {
    take: async (pay: string, input: UnpaidInput, options: WriteOptions) => {
      const { takePayment } = await import('../booking/take-payment.js');
      const source = await sourceOf(pay);
      return takePayment(await desk(), { ...input, source }, options);
    },
    show: async (id: string) => {
      const { showPayment } = await import('../payment/show-payment.js');
      return showPayment((await desk()).session, id);
    },
    list: async (filter: PaymentFilter) => {
      const { pagePayments } = await import('../payment/show-payment.js');
      return pagePayments((await desk()).session, filter);
    },
    reconcile: async (options: WriteOptions) => {
      const { reconcilePayments } = await import('../booking/reconcile-payments.js');
      return reconcilePayments(await desk(), options);
    },
  },

  refunds: {
    quote: async (locator: string, options: WriteOptions, ifVersion?: number) => {
      const { quoteRefund } = await import('../booking/quote-refund.js');
      return quoteRefund(await desk(), locator, options, ifVersion);
    },
    issue: async (input: IssueRefundInput, options: WriteOptions) => {
      const { issueRefund } = await import('../booking/issue-refund.js');
      return issueRefund(await desk(), input, options);
    },
    show: async (id: string) => {
      const { showRefund } = await import('../payment/show-refund.js');
      return showRefund((await desk()).session, id);
    },
    list: async (filter: RefundFilter) => {
      const { pageRefunds } = await import('../payment/show-refund.js');
      return pageRefunds((await desk()).session, filter);
    },
  },
});
