import type { Session } from '../../database/dialect.js';
import type { WriteOptions } from '../../runtime/request.js';
import type { Runner } from '../../runtime/runner.js';
import { codeIfIssued } from './issue-voucher.js';
import { hashVoucherCode, VOUCHER_CODE_BYTES, voucherCodeFrom } from './voucher-code.js';
import { getVoucher, lockVoucher, storeCodeHash } from './voucher-repository.js';
import { type IssuedVoucherView, viewVoucher } from './voucher-view.js';

/**
 * Gives a voucher whose code was lost another one; from then on the old one is no code. What it has stays as it is.
 * @throws VOUCHER_NOT_FOUND
 */
export async function replaceVoucherCode(
  deps: { readonly runner: Runner; readonly session: Session },
  voucherId: string,
  options: WriteOptions,
): Promise<IssuedVoucherView> {
  let code: string | undefined;
  const request = { ...options, command: 'voucher issue', input: { replace: voucherId } };
  const view = await deps.runner.write(request, async (work) => {
    const voucher = await lockVoucher(work.tx, voucherId);
    code = voucherCodeFrom(work.ids.bytes(VOUCHER_CODE_BYTES));
    await storeCodeHash(work.tx, voucher.id, hashVoucherCode(code));
    work.audit({ action: 'voucher.code_replaced', entity: 'voucher', entityId: voucher.id, after: {} });
    const { record_locator: locator } = await getVoucher(work.tx, voucherId);
    return viewVoucher(voucher, locator, work.now);
  });
  return { ...view, code: await codeIfIssued(deps.session, view.voucherId, code) };
}
