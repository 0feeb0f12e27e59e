import { afterEach, beforeEach, expect, it } from 'vitest';
import { authorisePayment } from '../../src/booking/authorise-payment.js';
import { cancelBooking } from '../../src/booking/cancel-booking.js';
import { createBooking } from '../../src/booking/create-booking.js';
import { endAuthorisation } from '../../src/booking/end-authorisation.js';
import { issueRefund } from '../../src/booking/issue-refund.js';
import { showBooking } from '../../src/booking/show-booking.js';
import { type Desk, openDesk } from '../../src/desk.js';
import { listPayments } from '../../src/payment/list-payments.js';
import { listRefunds } from '../../src/payment/list-refunds.js';
import { onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { addFlight, flightRef, testSettings, violationsOf } from '../support/desk.js';
import type { StripeStub } from '../support/gateways/stripe-stub.js';
import { stripeTrial } from '../support/gateways/trials.js';

const SOURCE = { gateway: 'stripe', source: 'pm_card_visa' };

onEveryBackend('a desk without the credentials of a gateway', (backend) => {
  let trial: TrialDatabase;
  let desk: Desk;
  let bare: Desk;
  let stub: StripeStub;

  beforeEach(async () => {
    trial = await backend.create();
    const remote = await stripeTrial();
    stub = remote.stub;
    desk = await openDesk(testSettings(trial, { gateways: remote.settings }));
    bare = await openDesk(testSettings(trial));
    await addFlight(desk, { number: '1' });
  });
  afterEach(async () => {
    expect(await violationsOf(desk)).toEqual([]);
    await Promise.all([desk.database.close(), bare.database.close()]);
    await trial.drop();
    await stub.stop();
  });

  const order = { flights: [{ ref: flightRef('1') }], passengers: ['SMITH/JOHN MR'] };
  const refused = (work: Promise<unknown>) => expect(work).rejects.toMatchObject({ code: 'GATEWAY_NOT_CONFIGURED' });

  it('promises no money back that it cannot ask for', async () => {
    const sold = await createBooking(desk, { ...order, pay: SOURCE }, {});
    const { recordLocator } = sold;
    await refused(cancelBooking(bare, { recordLocator }, {}));
    await refused(cancelBooking(bare, { recordLocator }, { isDryRun: true }));
    await refused(issueRefund(bare, { recordLocator, amount: '1.00' }, {}));
    expect(await showBooking(desk, recordLocator)).toMatchObject({ status: 'confirmed', version: sold.version });
    expect(await listRefunds(desk.session, { limit: 10 })).toMatchObject({ items: [] });
    const kept = await cancelBooking(bare, { recordLocator, isWithoutRefund: true }, {});
    expect(kept).toMatchObject({ status: 'cancelled', refund: null });
    expect(await issueRefund(desk, { recordLocator }, {})).toMatchObject({ status: 'succeeded' });
  });

  it('ends nothing that is set aside there', async () => {
    const held = await createBooking(desk, order, {});
    const { recordLocator } = held;
    const { paymentId } = await authorisePayment(desk, { recordLocator, source: SOURCE }, {});
    await refused(endAuthorisation(bare, { reference: paymentId, ending: 'capture' }, {}));
    await refused(endAuthorisation(bare, { reference: paymentId, ending: 'void' }, {}));
    await refused(cancelBooking(bare, { recordLocator }, {}));
    expect(await showBooking(desk, recordLocator)).toMatchObject({ status: 'held' });
    expect(await endAuthorisation(desk, { reference: paymentId, ending: 'capture' }, {})).toMatchObject({
      status: 'captured',
    });
    expect(await listPayments(desk.session, { limit: 10 })).toMatchObject({ items: [{ status: 'captured' }] });
    const late = endAuthorisation(bare, { reference: paymentId, ending: 'void' }, {});
    await expect(late).rejects.toMatchObject({ code: 'WRONG_STATE' });
  });
});
