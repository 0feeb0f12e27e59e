import { parseFlightRef } from '../../kernel/flight-ref.js';
import { escapeText } from '../../present/escape-text.js';
import { flightListView, formatFlight } from '../../present/views/flight-view.js';
import { listedBookingView } from '../../present/views/listed-booking-view.js';
import type { Area, Line } from '../area.js';
import type { Key } from '../key.js';
import { ListPanel } from '../parts/list-panel.js';
import { ListPlace } from '../parts/list-place.js';
import type { Panel } from '../parts/panel.js';
import { PanelsPlace } from '../parts/panels-place.js';
import { SeatMapView } from '../parts/seat-map-view.js';
import { TextPanel } from '../parts/text-panel.js';
import type { Place } from '../place.js';
import type { Stage } from '../stage.js';
import { openSale } from './sale.js';
import { numberedSeats, seatLegend } from './seat-map.js';

const MOST_BOOKINGS = 1_000;

/** What leaves next. */
export function openFlights(stage: Stage): Place {
  return new ListPlace(stage, {
    title: 'Flights',
    command: () => ['flight', 'list'],
    columns: () => flightListView.columns,
    idOf: ({ flight }) => flight,
    emptyText: flightListView.emptyText,
    fetch: ({ limit, cursor }) => stage.app.flights.list({ limit, cursor }),
    open: ({ flight }) => stage.open(openFlight(stage, flight)),
  });
}

/** A flight: its cabins and fares, its seat map, who is booked on it. */
export function openFlight(stage: Stage, flight: string): Place {
  const ref = parseFlightRef(flight);
  return new PanelsPlace(stage, {
    title: flight,
    heading: () => [],
    panels: [
      new TextPanel('Flight', stage.theme, ['flight', 'show', flight], async () =>
        formatFlight(await stage.app.flights.show(ref), stage.theme.paint),
      ),
      new SeatsPanel(stage, flight),
      new ListPanel(stage.theme, {
        title: 'Bookings',
        command: ['booking', 'list', '--flight', flight],
        columns: listedBookingView.columns,
        idOf: ({ recordLocator }) => recordLocator,
        emptyText: 'Nobody is booked on it.',
        read: async () => (await stage.app.bookings.list({ flight: ref, limit: MOST_BOOKINGS })).items,
        open: ({ recordLocator }) => stage.jump(recordLocator),
      }),
    ],
    bindings: () => [
      {
        keys: ['s'],
        label: 'book one seat',
        run: () => stage.openSoon(() => openSale(stage, pickedFlight(flight))),
      },
    ],
  });
}

function pickedFlight(flight: string) {
  return {
    ...{ title: flight, intro: `${escapeText(flight)}, in the cheapest class that is open`, price: undefined },
    ...{ flight, flights: [{ flight, cabin: undefined }], adults: 1, children: 0, infants: 0 },
  };
}

/** The seat map to look at: choosing seats belongs to a booking. */
class SeatsPanel implements Panel {
  readonly title = 'Seats';
  private readonly map: SeatMapView;
  private foot: Line = '';

  constructor(
    private readonly stage: Stage,
    private readonly flight: string,
  ) {
    this.map = new SeatMapView(stage.theme);
  }

  command() {
    return ['flight', 'seats', this.flight];
  }

  async load(): Promise<void> {
    const seats = numberedSeats(await this.stage.app.flights.seats(parseFlightRef(this.flight)));
    this.map.show(seats);
    this.foot = seatLegend(seats, this.stage);
  }

  draw({ width, height }: Area): readonly Line[] {
    return [...this.map.draw({ width, height: height - 2 }, new Map()), '', this.foot];
  }

  press(key: Key): boolean {
    return this.map.press(key);
  }

  spoken(): string {
    const { selected } = this.map;
    return selected ? `Seat ${selected.seat}, ${selected.cabin}, ${selected.status}` : 'No numbered seats';
  }
}
