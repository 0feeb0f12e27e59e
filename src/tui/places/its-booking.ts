import type { Binding } from '../place.js';
import type { Stage } from '../stage.js';

/** Goes from what belongs to a booking to the booking. @param locatorOf undefined where it belongs to none */
export function itsBooking(stage: Stage, locatorOf: () => string | null | undefined): Binding {
  return {
    keys: ['b'],
    label: 'its booking',
    run: () => {
      const locator = locatorOf();
      if (locator) stage.jump(locator);
    },
  };
}
