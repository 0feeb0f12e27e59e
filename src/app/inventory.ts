import type { AdjustFlightInput } from '../booking/adjust-flight.js';
import type { Desk } from '../desk.js';
import type { FlightEventInput } from '../disruption/record-flight-event.js';
import type { FlightEventsInput } from '../disruption/record-flight-events.js';
import type { WatchQuery } from '../disruption/watch-flight-events.js';
import type { AdjustRoomsInput } from '../inventory/hotel/adjust-rooms.js';
import type { HotelSearch } from '../inventory/hotel/hotel-search.js';
import type { HotelFilter } from '../inventory/hotel/list-hotels.js';
import type { FlightFilter } from '../inventory/list-flights.js';
import type { PackageSearch } from '../inventory/package/package-search.js';
import type { FlightSearch } from '../inventory/search/flight-search.js';
import type { FlightRef } from '../kernel/flight-ref.js';
import type { LocalDate } from '../kernel/local-date.js';
import type { WriteOptions } from '../runtime/request.js';
import type { CreateFlightInput } from '../seeding/create-flight.js';
import type { HotelImportInput } from '../seeding/import-hotels.js';
import type { ImportInput } from '../seeding/import-schedule.js';

/** What can be sold: flights, hotels and packages of both. */
export const inventoryUseCases = (desk: () => Promise<Desk>) => ({
  flights: {
    search: async (query: FlightSearch & { readonly cursor?: string | undefined }) => {
      const { pageOffers } = await import('../inventory/find-offers.js');
      return pageOffers(await desk(), query);
    },
    calendar: async (query: FlightSearch & { readonly cursor?: string | undefined }) => {
      const { pageCalendar } = await import('../inventory/find-offers.js');
      return pageCalendar(await desk(), query);
    },
    show: async (ref: FlightRef) => {
      const [{ showFlight }, { session, clock }] = await Promise.all([import('../inventory/show-flight.js'), desk()]);
      return showFlight(session, ref, clock.now());
    },
    seats: async (ref: FlightRef) => {
      const [{ showSeats }, { session, clock }] = await Promise.all([import('../inventory/show-flight.js'), desk()]);
      return showSeats(session, ref, clock.now());
    },
    list: async (filter: FlightFilter) => {
      const [{ listFlights }, { session, clock }] = await Promise.all([import('../inventory/list-flights.js'), desk()]);
      return listFlights(session, filter, clock.now());
    },
    create: async (input: CreateFlightInput, options: WriteOptions) => {
      const { createFlight } = await import('../seeding/create-flight.js');
      return createFlight((await desk()).runner, input, options);
    },
    adjust: async (input: AdjustFlightInput, options: WriteOptions) => {
      const { adjustFlight } = await import('../booking/adjust-flight.js');
      return adjustFlight(await desk(), input, options);
    },
    recordEvent: async (input: FlightEventInput, options: WriteOptions) => {
      const { recordFlightEvent } = await import('../disruption/record-flight-event.js');
      return recordFlightEvent(await desk(), input, options);
    },
    recordEvents: async (input: FlightEventsInput, options: WriteOptions) => {
      const { recordFlightEvents } = await import('../disruption/record-flight-events.js');
      return recordFlightEvents(await desk(), input, options);
    },
    watch: async (query: WatchQuery) => {
      const { watchFlightEvents } = await import('../disruption/watch-flight-events.js');
      return watchFlightEvents(await desk(), query);
    },
    import: async (input: ImportInput, options: WriteOptions) => {
      const { importSchedule } = await import('../seeding/import-schedule.js');
      return importSchedule((await desk()).runner, input, options);
    },
  },

  hotels: {
    search: async (query: HotelSearch) => {
      const [{ searchHotels }, { session, clock }] = await Promise.all([
        import('../inventory/hotel/search-hotels.js'),
        desk(),
      ]);
      return searchHotels(session, query, clock.now());
    },
    show: async (property: string, from?: LocalDate) => {
      const [{ showHotel }, { session, clock }] = await Promise.all([
        import('../inventory/hotel/show-hotel.js'),
        desk(),
      ]);
      return showHotel(session, property, from, clock.now());
    },
    list: async (filter: HotelFilter) => {
      const { listHotels } = await import('../inventory/hotel/list-hotels.js');
      return listHotels((await desk()).session, filter);
    },
    adjust: async (input: AdjustRoomsInput, options: WriteOptions) => {
      const { adjustRooms } = await import('../inventory/hotel/adjust-rooms.js');
      return adjustRooms((await desk()).runner, input, options);
    },
    import: async (input: HotelImportInput, options: WriteOptions) => {
      const { importHotels } = await import('../seeding/import-hotels.js');
      return importHotels((await desk()).runner, input, options);
    },
  },

  packages: {
    search: async (query: PackageSearch) => {
      const [{ searchPackages }, { session, clock }] = await Promise.all([
        import('../inventory/package/search-packages.js'),
        desk(),
      ]);
      return searchPackages(session, query, clock.now());
    },
  },
});
