import { Flags } from '@oclif/core';
import { airportFlag } from './flight-flags.js';

const KINDS = ['cancelled', 'delayed', 'diverted', 'equipment', 'departed', 'arrived'] as const;
const CAUSES = [
  ...(['weather', 'airspace', 'strike', 'security', 'technical', 'crew', 'commercial', 'unknown'] as const),
] as const;

/** What is said of a flight. */
export const eventFlags = {
  set: Flags.option({ summary: 'What has become of the flight.', options: KINDS })(),
  minutes: Flags.integer({
    summary: 'Delay of departure and arrival against the schedule; 0 takes a delay back.',
    helpValue: 'N',
    min: 0,
  }),
  to: airportFlag({ summary: 'Where it is diverted to.', helpValue: 'XXX' }),
  equipment: Flags.string({ summary: 'The aircraft that flies it now: 777, A320, 738.', helpValue: 'E' }),
  cause: Flags.option({
    summary: 'Why: it decides what the law owes to passengers. Of a file for the rows that name none.',
    options: CAUSES,
  })(),
};
