import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBooking } from '../../src/booking/create-booking.js';
import { type ModifyBookingInput, modifyBooking } from '../../src/booking/modify-booking.js';
import { parsePassengerName } from '../../src/booking/passenger-name.js';
import { showBooking } from '../../src/booking/show-booking.js';
import { showBookingAsOf } from '../../src/booking/show-booking-as-of.js';
import { splitBooking } from '../../src/booking/split-booking.js';
import type { Desk } from '../../src/desk.js';
import { onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { addFlight, flightRef, openTestDesk, violationsOf } from '../support/desk.js';

describe('a passenger as agents write one', () => {
  it.each([
    ['SMITH/JOHN MR(WCHR)', { type: 'ADT', service: 'WCHR', title: 'MR' }],
    ['smith/john mr (meda)', { type: 'ADT', service: 'MEDA', title: 'MR', givenName: 'JOHN' }],
    ['SMITH/TIM(CHD)(WCHR)', { type: 'CHD', service: 'WCHR', givenName: 'TIM' }],
    ['SMITH/TIM (WCHR) (CHD)', { type: 'CHD', service: 'WCHR', givenName: 'TIM' }],
    ['SMITH/TIM(CHD)', { type: 'CHD', service: null }],
    ['SMITH/JOHN (JACK)', { type: 'ADT', service: null, givenName: 'JOHN (JACK)' }],
  ])('%s', (text, name) => {
    expect(parsePassengerName(text)).toMatchObject({ surname: 'SMITH', ...name });
  });

  it.each(['SMITH/JOHN(WCHR)(MEDA)', 'SMITH/JOHN(CHD)(INF)', 'SMITH/(WCHR)', '(WCHR)'])('not %s', (text) => {
    expect(() => parsePassengerName(text)).toThrow('is not a passenger name');
  });
});

onEveryBackend('a special service', (backend) => {
  let trial: TrialDatabase;
  let desk: Desk;

  beforeAll(async () => {
    trial = await backend.create();
    desk = await openTestDesk(trial);
    await addFlight(desk, { number: '1', economyRows: 10 });
  });
  afterAll(async () => {
    expect(await violationsOf(desk)).toEqual([]);
    await desk.database.close();
    await trial.drop();
  });

  const book = async (...passengers: string[]) =>
    (await createBooking(desk, { flights: [{ ref: flightRef('1') }], passengers }, {})).recordLocator;
  const change = (recordLocator: string, input: Omit<ModifyBookingInput, 'recordLocator'>) =>
    modifyBooking(desk, { recordLocator, ...input }, {});
  const servicesOf = async (recordLocator: string) =>
    (await showBooking(desk, recordLocator)).passengers.map(({ service }) => service);

  it('is written behind the name, and stands in the booking and in its past', async () => {
    const locator = await book('SMITH/JOHN MR(WCHR)', 'SMITH/ANN MRS');
    const { passengers } = await showBooking(desk, locator);
    expect(passengers).toMatchObject([
      { name: 'SMITH/JOHN MR', service: 'WCHR' },
      { name: 'SMITH/ANN MRS', service: null },
    ]);
    expect((await showBookingAsOf(desk, locator, desk.clock.now())).passengers).toEqual(passengers);
  });

  it('stays with who is only spelt otherwise, and is given and changed by writing it', async () => {
    const locator = await book('SMITH/JOHN MR(WCHR)', 'SMITH/ANN MRS');
    await change(locator, { name: 'SMYTH/JOHN MR', passenger: 'P1' });
    expect(await servicesOf(locator)).toEqual(['WCHR', null]);
    await change(locator, { name: 'SMYTH/JOHN MR(MEDA)', passenger: 'P1' });
    await change(locator, { name: 'SMITH/ANN MRS(WCHR)', passenger: 'P2' });
    expect(await servicesOf(locator)).toEqual(['MEDA', 'WCHR']);
  });

  it('is UMNR for children without an adult, as long as they have none', async () => {
    const locator = await book('SMITH/TIM(CHD)', 'SMITH/TOM(CHD)(WCHR)');
    expect(await servicesOf(locator)).toEqual(['UMNR', 'WCHR']);
    await change(locator, { addPassengers: ['SMITH/ANN MRS', 'SMITH/UNA(CHD)(UMNR)'] });
    expect(await servicesOf(locator)).toEqual([null, 'WCHR', null, null]);
    await change(locator, { removePassengers: ['P3'] });
    expect(await servicesOf(locator)).toEqual(['UMNR', 'WCHR', 'UMNR']);
    expect(await servicesOf(await book('SMITH/TIM(CHD)', 'SMITH/ANN'))).toEqual([null, null]);
  });

  it('is UMNR on either side of a split that leaves children alone', async () => {
    const party = ['SMITH/ANN MRS', 'SMITH/TIM(CHD)', 'SMITH/TOM(CHD)'];
    const [first, second] = [await book(...party), await book(...party)];
    const { recordLocator: children } = await splitBooking(
      desk,
      { recordLocator: first, passengers: ['P2', 'P3'] },
      {},
    );
    expect([await servicesOf(first), await servicesOf(children)]).toEqual([[null], ['UMNR', 'UMNR']]);
    const { recordLocator: adult } = await splitBooking(desk, { recordLocator: second, passengers: ['P1'] }, {});
    expect([await servicesOf(second), await servicesOf(adult)]).toEqual([['UMNR', 'UMNR'], [null]]);
  });
});
