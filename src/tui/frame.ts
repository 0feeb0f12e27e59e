import { escapeText } from '../present/escape-text.js';
import { textWidth, truncateText, wrapText } from '../present/text-width.js';
import { type Area, isLegible, type Line, SMALLEST } from './area.js';
import { shownCommand } from './command-line.js';
import { keyLabel } from './key.js';
import { fitArea, fitLine } from './parts/fit.js';
import type { Binding, CommandWords } from './place.js';
import type { Theme } from './theme.js';

/** The lines of the screen, from its top. */
export type Frame = readonly Line[];

/** Something that happened; what others typed is escaped in it. */
export interface Notice {
  readonly text: string;
  readonly tone: 'green' | 'yellow' | 'red';
}

export interface FrameParts {
  readonly crumbs: readonly string[];
  readonly profile: { readonly name: string; readonly state: 'open' | 'locked' | 'unlocked' };
  /** How old what is shown is. */
  readonly age: string;
  /** Stands over everything while the database cannot be reached. */
  readonly banner: { readonly text: string; readonly since: string } | undefined;
  readonly body: (area: Area) => readonly Line[];
  readonly notice: Notice | undefined;
  readonly filter: string | undefined;
  readonly command: CommandWords | undefined;
  /** Of this place, and of all. */
  readonly bindings: readonly Binding[];
  readonly everywhere: readonly Binding[];
}

const SIGNS = { green: '✓', yellow: '!', red: '✗' } as const;
/** Header and rule above; rule, notice, command and keys below. */
const CHROME = 6;
/** An error and what to do about it may be long, and is worth more than the list above it. */
const NOTICE_LINES = 5;
const KEY_GAP = '   ';
/** Stands for keys that there is no room for; `?` has them. */
const MORE = '…   ';

/**
 * The whole screen but for its last line, which Ink must not reach: it would scroll. Each part has its place, so
 * that a key changes the lines that it concerns and no others.
 */
export function layOutFrame(parts: FrameParts, { width, height }: Area, theme: Theme): Frame {
  const lines = height - 1;
  if (!isLegible({ width, height })) {
    const told = `The console needs ${SMALLEST.width} columns and ${SMALLEST.height} lines; the terminal has ${width} and ${height}. Make it larger: nothing is lost, and until then no key but Ctrl-C does anything.`;
    return fitArea(wrapText(told, width), { width, height: lines });
  }
  const notice = noticeLines(parts, width, theme);
  const area = { width, height: lines - CHROME - (notice.length - 1) };
  const rule = theme.paint('dim', '─'.repeat(width));
  return [
    header(parts, width, theme),
    parts.banner === undefined
      ? rule
      : theme.paint('badge', fitLine(` ${parts.banner.text}, ${parts.banner.since} `, width)),
    ...fitArea(parts.body(area), area),
    rule,
    ...notice,
    fitLine(parts.command ? theme.paint('cyan', `$ ${shownCommand(parts.command)}`) : '', width),
    keyLine(parts.bindings, parts.everywhere, width, theme),
  ];
}

function header({ crumbs, profile, age }: FrameParts, width: number, { paint }: Theme): Line {
  const badge =
    profile.state === 'open'
      ? paint('dim', profile.name)
      : paint('badge', ` PRODUCTION ${profile.name}: writes ${profile.state} `);
  const right = age === '' ? badge : `${paint('dim', age)}  ${badge}`;
  const room = width - textWidth(right) - 2;
  const { before, last } = trail(['opsdesk', ...crumbs].map(escapeText), room);
  const left = `${paint('dim', before)}${paint('bold', last)}`;
  return `${left}${' '.repeat(Math.max(1, width - textWidth(left) - textWidth(right)))}${right}`;
}

/** Where one is stays in sight; of how one came there the beginning is left out first. */
function trail(crumbs: readonly string[], room: number): { readonly before: string; readonly last: string } {
  const last = truncateText(crumbs.at(-1) ?? '', room);
  for (let from = 0; from < crumbs.length - 1; from += 1) {
    const before = `${from === 0 ? '' : '… › '}${crumbs.slice(from, -1).join(' › ')} › `;
    if (textWidth(before + last) <= room) return { before, last };
  }
  return { before: '', last };
}

/** One line, and more where an error and what to do about it need them. */
function noticeLines({ notice, filter }: FrameParts, width: number, { paint }: Theme): Line[] {
  if (!notice) return [filter ?? ''];
  const lines = wrapText(notice.text, width - 2).slice(0, NOTICE_LINES);
  return lines.map((line, at) => {
    const sign = at === 0 ? SIGNS[notice.tone] : ' ';
    return paint(notice.tone, truncateText(`${sign} ${line}`, width));
  });
}

/** What keys do here as far as there is room; what works everywhere always has room. */
function keyLine(here: readonly Binding[], everywhere: readonly Binding[], width: number, theme: Theme): Line {
  const tail = everywhere.map((binding) => keyHint(binding, theme)).join(KEY_GAP);
  let line = '';
  for (const binding of here) {
    if (binding.isSilent) continue;
    const longer = `${line}${keyHint(binding, theme)}${KEY_GAP}`;
    if (textWidth(longer) + textWidth(tail) > width - MORE.length) return `${line}${theme.paint('dim', MORE)}${tail}`;
    line = longer;
  }
  return line + tail;
}

function keyHint({ keys, label }: Binding, { paint }: Theme): string {
  return `${paint('bold', keyLabel(keys[0] ?? ''))} ${paint('dim', label)}`;
}
