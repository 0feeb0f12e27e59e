import { Flags, type Interfaces } from '@oclif/core';
import { dateFlag } from './parse.js';

/** What `booking modify` can make different. */
export const changeFlags = {
  flight: Flags.string({ summary: 'Move a segment to this flight.', helpValue: 'REF[:CLASS]' }),
  date: dateFlag({ summary: 'Move a segment to the same flight of another day.' }),
  class: Flags.string({ summary: 'Move a segment to another fare class.', helpValue: 'CLASS' }),
  segment: Flags.string({ summary: 'Which segment, where there are several: S1.', helpValue: 'ID' }),
  accept: Flags.string({ summary: 'Accept the new times of a segment (TK).', helpValue: 'ID', multiple: true }),
  refuse: Flags.string({
    summary: 'Refuse them: the segment is given up without a fee.',
    helpValue: 'ID',
    multiple: true,
  }),
  seat: Flags.string({ summary: 'New seat, in passenger order.', helpValue: 'SEAT', multiple: true }),
  name: Flags.string({ summary: 'A name corrected, or changed where the fares allow it.', helpValue: 'NAME' }),
  passenger: Flags.string({ summary: 'Which passenger, where there are several: P1.', helpValue: 'ID' }),
  'add-flight': Flags.string({ summary: 'Add a flight.', helpValue: 'REF[:CLASS]', multiple: true }),
  'cancel-segment': Flags.string({ summary: 'Give a segment up.', helpValue: 'ID', multiple: true }),
  'add-passenger': Flags.string({ summary: 'Add a passenger to every flight.', helpValue: 'NAME', multiple: true }),
  'remove-passenger': Flags.string({ summary: 'Take a passenger out.', helpValue: 'ID', multiple: true }),
  'add-stay': Flags.string({
    summary: 'Add a stay.',
    helpValue: 'PROPERTY:ROOMTYPE:IN:OUT[:ROOMS]',
    multiple: true,
  }),
  'cancel-stay': Flags.string({ summary: 'Give a stay up.', helpValue: 'ID', multiple: true }),
  stay: Flags.string({ summary: 'Which stay, where there are several: H1.', helpValue: 'ID' }),
  'check-in': dateFlag({ summary: 'New check-in of a stay.' }),
  'check-out': dateFlag({ summary: 'New check-out of a stay.' }),
  rooms: Flags.integer({ summary: 'New number of rooms of a stay.', helpValue: 'N', min: 1, max: 99 }),
  'room-type': Flags.string({ summary: 'New room type of a stay.', helpValue: 'CODE' }),
  'rate-plan': Flags.string({ summary: 'New rate plan of a stay.', helpValue: 'CODE' }),
  reprice: Flags.boolean({ summary: 'Accept the price of the day for a hold whose price no longer stands.' }),
  email: Flags.string({ summary: 'New e-mail address.', helpValue: 'ADDRESS' }),
  phone: Flags.string({ summary: 'New telephone number.', helpValue: 'NUMBER' }),
  remark: Flags.string({ summary: 'New remark.', helpValue: 'TEXT' }),
};

type ChangeFlags = Interfaces.InferredFlags<typeof changeFlags>;

/** The change that was asked for, in words as typed. */
export function changeOrder(flags: ChangeFlags) {
  const { date, class: fareClass, segment, seat, name, passenger, flight, stay, email, phone, remark, rooms } = flags;
  const dates = {
    checkIn: flags['check-in'],
    checkOut: flags['check-out'],
    rooms,
    roomType: flags['room-type'],
    ratePlan: flags['rate-plan'],
  };
  return {
    ...{ flight, date, segment, name, passenger, stay, email, phone, remark },
    fareClass: fareClass?.toUpperCase(),
    seats: seat,
    reprice: flags.reprice,
    accept: flags.accept,
    refuse: flags.refuse,
    addFlights: flags['add-flight'],
    cancelSegments: flags['cancel-segment'],
    addPassengers: flags['add-passenger'],
    removePassengers: flags['remove-passenger'],
    addStays: flags['add-stay'],
    cancelStays: flags['cancel-stay'],
    stayDates: Object.values(dates).some((value) => value !== undefined) ? dates : undefined,
  };
}
