import { Flags } from '@oclif/core';
import { parseDuration } from '../kernel/duration.js';

/** A length of time such as `10m`; milliseconds. */
export const durationFlag = Flags.custom<number>({
  helpValue: 'TIME',
  parse: async (text) => parseDuration(text),
});
