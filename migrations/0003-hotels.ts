import type { Migration } from '../src/database/migration.js';

/** Properties and their room nights. A night is a row for each room type, with what is taken of it. */
export const hotels: Migration = {
  name: '0003-hotels',
  statements: ({ text, int, real, table }) => [
    table(
      'property',
      `id ${int} primary key, code ${text} not null unique, name ${text} not null,
       city ${text} not null, country ${text} not null, time_zone ${text} not null,
       latitude ${real} not null, longitude ${real} not null,
       stars ${int} not null check (stars between 1 and 5), rating_tenths ${int} not null,
       amenities ${text} not null, currency ${text} not null, cancellation_policy ${text} not null,
       min_stay_rule ${text} not null check (min_stay_rule in ('arrival','through')),
       version ${int} not null`,
    ),
    'create index property_city on property (lower(city))',
    // A property sits near airports, so that a search by city or by airport finds it.
    table(
      'property_airport',
      `property_id ${int} not null references property, airport ${text} not null, distance_km ${int} not null,
       primary key (property_id, airport)`,
    ),
    'create index property_airport_near on property_airport (airport, distance_km)',
    table(
      'room_type',
      `id ${int} primary key, property_id ${int} not null references property, code ${text} not null,
       name ${text} not null, max_guests ${int} not null check (max_guests > 0),
       unique (property_id, code)`,
    ),
    // A plan's price is that of the night, in hundredths of a percent; an empty policy is non-refundable.
    table(
      'rate_plan',
      `room_type_id ${int} not null references room_type, code ${text} not null, name ${text} not null,
       price_basis_points ${int} not null, cancellation_policy ${text} not null, board ${text} not null,
       primary key (room_type_id, code)`,
    ),
    // `taken` counts what is held and sold. The check is the last line: no night is sold beyond its cap.
    table(
      'room_night',
      `room_type_id ${int} not null, night ${text} not null,
       allotment ${int} not null check (allotment >= 0), overbooking ${int} not null default 0 check (overbooking >= 0),
       taken ${int} not null default 0, price_minor ${int} not null check (price_minor >= 0),
       stop_sell ${int} not null default 0, closed_to_arrival ${int} not null default 0,
       closed_to_departure ${int} not null default 0, min_stay ${int} not null default 1,
       primary key (room_type_id, night), check (taken >= 0 and taken <= allotment + overbooking)`,
      { withoutRowid: true },
    ),

    table(
      'stay',
      `booking_id ${text} not null references booking, position ${int} not null,
       property_id ${int} not null, room_type_id ${int} not null, rate_plan ${text} not null,
       check_in ${text} not null, check_out ${text} not null, rooms ${int} not null check (rooms > 0),
       guests ${int} not null, status ${text} not null, price_minor ${int} not null,
       cancellation_policy ${text} not null,
       primary key (booking_id, position), check (check_out > check_in)`,
    ),
    // The rooms that a stay has of each night, while it has them.
    table(
      'stay_night',
      `booking_id ${text} not null, stay_position ${int} not null, room_type_id ${int} not null, night ${text} not null,
       rooms ${int} not null check (rooms > 0), price_minor ${int} not null, hold_expires_at ${int},
       primary key (booking_id, stay_position, night)`,
    ),
    'create index stay_night_held on stay_night (room_type_id, night, hold_expires_at) where hold_expires_at is not null',
    'create index stay_night_of on stay_night (room_type_id, night)',
    'create index stay_property on stay (property_id, check_in)',

    `alter table booking add column discount_minor ${int} not null default 0`,
  ],
};
