import type { ChangeOrder } from '../../../booking/read-order.js';
import type { BookingView } from '../../../booking/view-booking.js';
import { OpsdeskError } from '../../../kernel/errors.js';
import { parseLocalDate } from '../../../kernel/local-date.js';
import { formatMoney } from '../../../present/money.js';
import { formatBooking } from '../../../present/views/booking-view.js';
import { formatChange } from '../../../present/views/changed-booking-view.js';
import { flag, flags } from '../../command-line.js';
import { ActionPlace, type Values } from '../../parts/action-place.js';
import { type FieldSpec, parseCount } from '../../parts/form.js';
import { REASON, reasonOf } from '../../parts/reason.js';
import type { CommandWords, Place } from '../../place.js';
import type { Stage } from '../../stage.js';

export interface ChangeStart {
  readonly passenger?: string;
  readonly name?: string;
  readonly segment?: string;
}

/** Everything that can be made different, and what it costs; all of it together or nothing. */
export function openChange(stage: Stage, booking: BookingView, start: ChangeStart = {}): Place {
  const { recordLocator } = booking;
  return new ActionPlace(stage, {
    title: 'Change',
    verb: 'Change it',
    needsInput: true,
    focus: start.name === undefined ? undefined : 'name',
    fields: fieldsOf(booking, start),
    command: (value) => changeCommand(recordLocator, value),
    tryOut: async (value) => {
      const order = orderOf(recordLocator, value);
      if (isEmpty(order)) return { text: '', question: 'Nothing is to change yet.', isNothing: true };
      const preview = await stage.app.bookings.modify(order, { isDryRun: true });
      const { owed, givenBack, balance } = preview.change;
      const isDue = owed.amountMinor > 0 ? `${formatMoney(owed)} is due` : 'nothing is due';
      const due = balance.amountMinor < 0 ? `${formatMoney(givenBack)} is to go back` : isDue;
      return {
        headline: `Then ${due}`,
        text: `${formatChange(preview.change, stage.theme.paint)}\n\n${formatBooking(preview, stage.theme.paint)}`,
        question: `Change ${recordLocator} like this? Then ${due}.`,
        version: preview.version - 1,
        sum: balance,
      };
    },
    carryOut: async (value, { idempotencyKey, ifVersion, sum: agreed }) => {
      const order = orderOf(recordLocator, value);
      const changed = await stage.app.bookings.modify(
        { ...order, ifVersion, agreed },
        { idempotencyKey, ...reasonOf(value) },
      );
      return { told: `${recordLocator} is changed. Balance ${formatMoney(changed.balance)}.` };
    },
  });
}

function fieldsOf(
  { status, segments, passengers, stays, contact, remark }: BookingView,
  start: ChangeStart,
): FieldSpec[] {
  const live = segments.filter(({ status }) => status !== 'XX');
  const segmentHint = live.map(({ id, flight }) => `${id} ${flight}`).join('  ');
  const stayHint = stays.map(({ id, property }) => `${id} ${property}`).join('  ');
  const passengerHint = passengers.map(({ id, name }) => `${id} ${name}`).join('  ');
  return [
    ...(live.length > 1 ? [text('segment', 'Segment', segmentHint, start.segment)] : []),
    ...(live.length > 0
      ? [
          text('flight', 'To flight', 'BA119/2026-12-01, or with its class :Y'),
          {
            ...text('date', 'To date', 'the same flight on another day'),
            parse: (typed: string) => parseLocalDate(typed),
          },
          { ...text('class', 'To class', 'one letter'), parse: requireLetter },
        ]
      : []),
    ...(passengers.length > 1 ? [text('passenger', 'Passenger', passengerHint, start.passenger)] : []),
    text('name', 'Name', 'SMITH/JOHN MR', start.name),
    text('add-flight', 'Add flight', 'BA119/2026-12-01'),
    ...(live.length > 0 ? [text('cancel-segment', 'Give up', segmentHint)] : []),
    text('add-passenger', 'Add person', 'SMITH/TIM (CHD)'),
    ...(passengers.length > 1 ? [text('remove-passenger', 'Take out', passengerHint)] : []),
    text('add-stay', 'Add stay', 'LON-01:DBL:2026-12-02:2026-12-05'),
    ...(stays.length > 0
      ? [
          { ...text('check-in', 'Check-in', 'new first night'), parse: (typed: string) => parseLocalDate(typed) },
          { ...text('check-out', 'Check-out', 'new morning after'), parse: (typed: string) => parseLocalDate(typed) },
          ...(stays.length > 1 ? [text('stay', 'Which stay', stayHint)] : []),
          { ...text('rooms', 'Rooms', 'how many'), parse: (typed: string) => parseCount(typed, 1) },
          text('room-type', 'Room type', 'its code'),
          text('rate-plan', 'Rate plan', 'its code'),
          text('cancel-stay', 'End stay', stayHint),
        ]
      : []),
    ...(live.some(({ status }) => status === 'TK')
      ? [text('accept', 'Accept', 'new times of a segment: S2'), text('refuse', 'Refuse', 'new times of a segment: S2')]
      : []),
    ...(status === 'held' ? [{ name: 'reprice', label: 'New price', choices: ['no', 'yes'] }] : []),
    text('email', 'E-mail', contact.email ?? ''),
    text('phone', 'Phone', contact.phone ?? ''),
    text('remark', 'Remark', remark ?? ''),
    REASON,
  ];
}

/** @throws INVALID_INPUT */
function requireLetter(typed: string): void {
  if (!/^[a-z]$/i.test(typed)) throw new OpsdeskError('INVALID_INPUT', 'one letter, such as Y');
}

/** Says at most which segment or passenger is meant. */
function isEmpty({
  recordLocator: _booking,
  segment: _segment,
  passenger: _passenger,
  stay: _stay,
  ...changes
}: ChangeOrder): boolean {
  return Object.values(changes).every((change) => change === undefined);
}

function text(name: string, label: string, hint: string, initial?: string): FieldSpec {
  return { name, label, hint, ...(initial === undefined ? {} : { initial }) };
}

/** As many values as there are words: `S1 S2`. */
const wordsOf = (value: string): string[] => value.split(/[\s,;]+/).filter((word) => word !== '');

function orderOf(recordLocator: string, value: Values): ChangeOrder {
  const one = (name: string) => value(name) || undefined;
  const several = (name: string) => (value(name) === '' ? undefined : wordsOf(value(name)));
  const dates = {
    ...{ checkIn: one('check-in'), checkOut: one('check-out'), roomType: one('room-type'), ratePlan: one('rate-plan') },
    rooms: one('rooms') === undefined ? undefined : parseCount(value('rooms'), 1),
  };
  return {
    recordLocator,
    ...{ flight: one('flight'), date: one('date'), fareClass: one('class')?.toUpperCase(), segment: one('segment') },
    ...{
      passenger: one('passenger'),
      name: one('name'),
      email: one('email'),
      phone: one('phone'),
      remark: one('remark'),
    },
    addFlights: several('add-flight'),
    cancelSegments: several('cancel-segment'),
    addPassengers: one('add-passenger') === undefined ? undefined : [value('add-passenger')],
    removePassengers: several('remove-passenger'),
    addStays: several('add-stay'),
    cancelStays: several('cancel-stay'),
    accept: several('accept'),
    refuse: several('refuse'),
    stay: one('stay'),
    stayDates: Object.values(dates).some((part) => part !== undefined) ? dates : undefined,
    reprice: value('reprice') === 'yes' || undefined,
  };
}

const SEVERAL = ['add-flight', 'cancel-segment', 'remove-passenger', 'add-stay', 'cancel-stay', 'accept', 'refuse'];
const ONE = [
  ...['segment', 'flight', 'date', 'class', 'passenger', 'name', 'add-passenger'],
  ...['stay', 'check-in', 'check-out', 'rooms', 'room-type', 'rate-plan'],
];
const CONTACT = ['email', 'phone', 'remark', 'reason'];

function changeCommand(recordLocator: string, value: Values): CommandWords {
  return [
    ...['booking', 'modify', recordLocator],
    ...ONE.flatMap((name) => flag(name, value(name))),
    ...SEVERAL.flatMap((name) => flags(name, wordsOf(value(name)))),
    ...(value('reprice') === 'yes' ? ['--reprice'] : []),
    ...CONTACT.flatMap((name) => flag(name, value(name))),
  ];
}
