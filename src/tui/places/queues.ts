import { field } from '../../present/column.js';
import { queueItemView } from '../../present/views/queue-view.js';
import type { QueueItem } from '../../queue/queue-item.js';
import type { Area, Line } from '../area.js';
import type { Key } from '../key.js';
import { beside } from '../parts/fit.js';
import { ListView } from '../parts/list-view.js';
import type { Binding, CommandWords, Place } from '../place.js';
import type { Stage } from '../stage.js';
import { Submission } from '../submission.js';

/** In the order in which `queue list` shows them. */
export const QUEUE_NAMES = [
  ...(['volunteers', 'disrupted', 'holds', 'schedule-changes', 'payments', 'notifications', 'waitlist'] as const),
] satisfies readonly QueueItem['queue'][];
const NAMES_WIDTH = 28;
/** Shown of one queue: whoever has worked these off sees the next. */
const MOST = 200;
/** What half a screen has room for; an item's id is in the command that takes it. */
const SHOWN: ReadonlySet<string> = new Set(['recordLocator', 'what', 'claimedBy']);
/** How long an item stays with whoever took it, as `queue claim` has it. */
const LEASE_MS = 10 * 60_000;

const SHOWN_COLUMNS = queueItemView.columns
  .filter(({ key }) => SHOWN.has(key))
  .map((column) => ({ ...column, isWide: false }));

interface Queue {
  readonly name: string;
  /** `200+` where there is more than is shown. */
  readonly waiting: string;
}

/** What needs a person: the queues on the left, what waits in one of them on the right. */
export class QueuesPlace implements Place {
  readonly title = 'Queues';
  private readonly queues: ListView<Queue>;
  private readonly items: ListView<QueueItem>;
  private all: readonly QueueItem[] = [];
  private isOnItems = true;
  private readonly submission = new Submission();

  constructor(
    private readonly stage: Stage,
    wanted?: QueueItem['queue'],
  ) {
    this.queues = new ListView<Queue>(stage.theme, {
      columns: () => [field('name', 'Queue'), field('waiting', 'Waiting', 'number')],
      idOf: ({ name }) => name,
    });
    this.queues.show(['all', ...QUEUE_NAMES].map((name) => ({ name, waiting: '0' })));
    if (wanted !== undefined) this.queues.select(QUEUE_NAMES.indexOf(wanted) + 1);
    this.items = new ListView<QueueItem>(stage.theme, {
      columns: () => SHOWN_COLUMNS,
      idOf: ({ item }) => item,
      emptyText: () => queueItemView.emptyText,
    });
  }

  command(): CommandWords {
    const name = this.chosen;
    return ['queue', 'list', ...(name === 'all' ? [] : [name])];
  }

  bindings(): readonly Binding[] {
    return [
      { keys: ['enter'], label: 'open', run: () => this.open() },
      { keys: ['w'], label: 'take it', run: () => this.claim() },
      { keys: ['d'], label: 'done', run: () => this.done() },
      { keys: ['tab'], label: this.isOnItems ? 'queues' : 'items', run: () => this.turn() },
    ];
  }

  async load(): Promise<void> {
    // Each by itself: after a storm the first would leave no room for the others.
    const pages = await Promise.all(QUEUE_NAMES.map((name) => this.stage.app.queues.list(name, { limit: MOST })));
    const isCut = pages.some(({ nextCursor }) => nextCursor !== null);
    this.all = pages.flatMap(({ items }) => items);
    const waiting = (count: number, isMore: boolean) => `${count}${isMore ? '+' : ''}`;
    this.queues.show([
      { name: 'all', waiting: waiting(this.all.length, isCut) },
      ...pages.map(({ items, nextCursor }, at) => ({
        name: QUEUE_NAMES[at] as string,
        waiting: waiting(items.length, nextCursor !== null),
      })),
    ]);
    this.showItems();
  }

  press(key: Key): boolean {
    if (this.isOnItems) return this.items.press(key);
    const isMoved = this.queues.press(key);
    if (isMoved) this.showItems();
    return isMoved;
  }

  draw({ width, height }: Area): readonly Line[] {
    const left = this.queues.draw({ width: NAMES_WIDTH, height }, !this.isOnItems);
    const right = this.items.draw({ width: width - NAMES_WIDTH - 3, height }, this.isOnItems);
    return beside(left, NAMES_WIDTH, right, ` ${this.stage.theme.paint('dim', '│')} `);
  }

  spoken(): string {
    return this.isOnItems ? this.items.spoken() : this.queues.spoken();
  }

  private get chosen(): string {
    return this.queues.selected?.name ?? 'all';
  }

  private showItems(): void {
    const name = this.chosen;
    this.items.show(name === 'all' ? this.all : this.all.filter(({ queue }) => queue === name));
  }

  private turn(): void {
    this.isOnItems = !this.isOnItems;
    this.stage.changed();
  }

  private open(): void {
    const { selected } = this.items;
    if (!this.isOnItems || !selected) {
      this.turn();
      return;
    }
    // A queue of payments or messages names these, and the booking that they belong to.
    if (this.stage.jump(selected.item.slice(selected.item.indexOf('/') + 1))) return;
    if (selected.recordLocator !== null) this.stage.jump(selected.recordLocator);
  }

  private claim(): void {
    const { selected } = this.items;
    if (!selected || !this.stage.mayWrite()) return;
    this.write(['claim', selected.item], async (idempotencyKey) => {
      await this.stage.app.queues.claim(selected.item, LEASE_MS, { idempotencyKey });
      this.stage.say(`${selected.item} is yours for ten minutes: opsdesk queue claim ${selected.item}`);
    });
  }

  private done(): void {
    const { selected } = this.items;
    if (!selected || !this.stage.mayWrite()) return;
    this.stage.ask({
      text: `Is ${selected.item} done? It comes back when its state changes.`,
      verb: 'Done',
      command: ['queue', 'done', selected.item],
      run: () =>
        this.write(['done', selected.item], async (idempotencyKey) => {
          await this.stage.app.queues.done(selected.item, { idempotencyKey });
          this.stage.say(`${selected.item} is done.`);
        }),
    });
  }

  private write(input: readonly string[], work: (idempotencyKey: string) => Promise<void>): void {
    this.stage.run(async () => {
      await this.submission.send(input, work);
      this.stage.refresh();
    });
  }
}
