import { dateFlag } from './parse.js';

/** Days from and to, both of them within. */
export const periodFlags = {
  from: dateFlag({ summary: 'From this day on.' }),
  to: dateFlag({ summary: 'Up to and with this day.' }),
};
