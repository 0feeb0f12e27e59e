import type { EndAuthorisationInput } from '../booking/end-authorisation.js';
import type { IssueRefundInput } from '../booking/issue-refund.js';
import type { IssueVoucherInput } from '../booking/issue-voucher.js';
import type { RequestPaymentInput } from '../booking/request-payment.js';
import type { WriteOffInput } from '../booking/write-off.js';
import type { RateFilter } from '../catalog/list-rates.js';
import type { Desk } from '../desk.js';
import type { PaymentFilter } from '../payment/list-payments.js';
import type { RefundFilter } from '../payment/list-refunds.js';
import type { GatewayWord } from '../payment/read-word.js';
import type { StatementInput } from '../payment/statement/compare-statement.js';
import type { VoucherFilter } from '../payment/vouchers/show-voucher.js';
import type { WriteOptions } from '../runtime/request.js';
import type { RateImportInput } from '../seeding/import-rates.js';
import type { RefundFileInput } from '../seeding/issue-refunds.js';
import type { UnpaidInput } from './source-of.js';
import { sourceOf } from './source-of.js';

type StatementFileInput = Omit<StatementInput, 'lines'> & { readonly source: AsyncIterable<Uint8Array> };

/** Payments, refunds, vouchers and exchange rates. */
export const moneyUseCases = (desk: () => Promise<Desk>) => ({
  payments: {
    take: async (pay: string, input: UnpaidInput, options: WriteOptions) => {
      const { takePayment } = await import('../booking/take-payment.js');
      const source = await sourceOf(pay);
      return takePayment(await desk(), { ...input, source }, options);
    },
    authorise: async (pay: string, input: UnpaidInput, options: WriteOptions) => {
      const { authorisePayment } = await import('../booking/authorise-payment.js');
      const source = await sourceOf(pay);
      return authorisePayment(await desk(), { ...input, source }, options);
    },
    end: async (input: EndAuthorisationInput, options: WriteOptions) => {
      const { endAuthorisation } = await import('../booking/end-authorisation.js');
      return endAuthorisation(await desk(), input, options);
    },
    writeOff: async (input: WriteOffInput, options: WriteOptions) => {
      const { writeOff } = await import('../booking/write-off.js');
      return writeOff(await desk(), input, options);
    },
    request: async (input: RequestPaymentInput, options: WriteOptions) => {
      const { requestPayment } = await import('../booking/request-payment.js');
      return requestPayment(await desk(), input, options);
    },
    hear: async (word: GatewayWord, options: WriteOptions) => {
      const { hearGateway } = await import('../booking/hear-gateway.js');
      return hearGateway(await desk(), word, options);
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
    compareStatement: async ({ source, ...input }: StatementFileInput) => {
      const [{ compareStatement }, { statementRows }, { session }] = await Promise.all([
        import('../payment/statement/compare-statement.js'),
        import('../seeding/statement-rows.js'),
        desk(),
      ]);
      return compareStatement(session, { ...input, lines: statementRows(source) });
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
    issueAll: async (input: RefundFileInput, options: WriteOptions) => {
      const { issueRefunds } = await import('../seeding/issue-refunds.js');
      return issueRefunds(await desk(), input, options);
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

  fx: {
    import: async (input: RateImportInput, options: WriteOptions) => {
      const { importRates } = await import('../seeding/import-rates.js');
      return importRates((await desk()).runner, input, options);
    },
    list: async (filter: RateFilter) => {
      const { listRates } = await import('../catalog/list-rates.js');
      return listRates((await desk()).session, filter);
    },
  },

  vouchers: {
    issue: async (input: IssueVoucherInput, options: WriteOptions) => {
      const { issueVoucherFor } = await import('../booking/issue-voucher.js');
      return issueVoucherFor(await desk(), input, options);
    },
    replaceCode: async (id: string, options: WriteOptions) => {
      const { replaceVoucherCode } = await import('../payment/vouchers/replace-code.js');
      return replaceVoucherCode(await desk(), id, options);
    },
    show: async (reference: string) => {
      const [{ showVoucher }, { session, clock }] = await Promise.all([
        import('../payment/vouchers/show-voucher.js'),
        desk(),
      ]);
      return showVoucher(session, reference, clock.now());
    },
    list: async (filter: VoucherFilter) => {
      const [{ listVouchers }, { session, clock }] = await Promise.all([
        import('../payment/vouchers/show-voucher.js'),
        desk(),
      ]);
      return listVouchers(session, filter, clock.now());
    },
  },
});
