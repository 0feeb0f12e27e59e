import { expect, it } from 'vitest';
import { globalFlags } from '../../src/cli/global-flags.js';
import { readManifest } from '../../src/cli/package-file.js';
import { ROOT } from '../cli/run-program.js';
import { type Backend, onEveryBackend } from '../support/backends.js';
import { cli } from '../support/cli.js';
import { ConsoleModel } from '../support/console-model.js';

const commands = readManifest(ROOT);

/** What the command line would say against a command that the console shows. */
function complaintAbout(words: readonly string[]): string | undefined {
  const depth = [2, 1].find((count) => Object.hasOwn(commands, words.slice(0, count).join(':')));
  if (depth === undefined) return `no command: ${words.join(' ')}`;
  const command = commands[words.slice(0, depth).join(':')];
  const known = { ...globalFlags, ...command?.flags };
  for (const [at, word] of words.entries()) {
    if (!word.startsWith('--')) continue;
    const name = word.slice(2);
    const flag = command?.flags[name];
    if (!Object.hasOwn(known, name)) return `no flag ${word}: ${words.join(' ')}`;
    if (flag?.options && !flag.options.includes(words[at + 1] ?? ''))
      return `no such value of ${word}: ${words.join(' ')}`;
  }
  return undefined;
}

onEveryBackend('the command that the console shows', (backend: Backend) => {
  it('is one that the command line takes, in every place, with every field filled in', {
    timeout: 120_000,
  }, async () => {
    const trial = await backend.create();
    const seed = ['db', 'seed', '--scenario', 'hub', '--seed', '7', '--size', 'small', '--start', '2026-12-01'];
    await cli(trial, seed);
    const model = await ConsoleModel.open(trial);
    const shown = new Map<string, string | undefined>();
    const look = (): void => {
      const words = model.command;
      if (words) shown.set(words.join(' '), complaintAbout(words));
    };
    const walk = async (): Promise<void> => {
      look();
      for (const { keys, label } of model.desk.place.bindings()) {
        // Panels and other sides of the same.
        if (/^\d$/.test(keys[0] ?? '') || label.startsWith('by ')) {
          await model.press(keys[0] ?? '');
          look();
        }
      }
      await fillIn();
    };
    /** Whatever stands in the fields, the command says it. */
    const fillIn = async (): Promise<void> => {
      for (let field = 0; model.desk.place.isTyping && field < 24; field += 1) {
        await model.press('right');
        await model.type('2');
        look();
        await model.press('tab');
      }
    };
    for (const { name } of atlasNames(model)) {
      await model.press('ctrl-p');
      await model.type(name);
      await model.press('enter');
      await walk();
      await model.press('escape');
    }
    const bookings = (await cli(trial, ['booking', 'list', '--json'])).json() as { items: { recordLocator: string }[] };
    for (const { recordLocator } of bookings.items) {
      model.desk.jump(recordLocator);
      await model.press('f1', 'escape');
      await walk();
      for (const { keys } of [...model.desk.place.bindings()].filter(({ keys: [key] }) => /^[a-z]$/.test(key ?? ''))) {
        await model.press(keys[0] ?? '');
        await walk();
        while (!model.desk.place.bindings().some(({ label }) => label === 'passengers')) await model.press('escape');
      }
      await model.press('escape');
    }
    expect([...shown.values()].filter((complaint) => complaint !== undefined)).toEqual([]);
    const nouns = new Set([...shown.keys()].map((line) => line.split(' ').slice(0, 2).join(' ')));
    expect(nouns.size).toBeGreaterThan(25);
    await model.close();
    await trial.drop();
  });
});

function atlasNames(model: ConsoleModel): readonly { readonly name: string }[] {
  return model.desk.destinations().filter(({ name }) => name !== 'quit');
}

it('is refused by this test where it has a flag that does not exist', () => {
  expect(complaintAbout(['booking', 'cancel', 'K7QX2M', '--no-such-flag'])).toContain('no flag');
  expect(complaintAbout(['booking', 'annul', 'K7QX2M'])).toContain('no command');
  expect(complaintAbout(['report', 'sales', '--by', 'moon'])).toContain('no such value');
  expect(complaintAbout(['booking', 'cancel', 'K7QX2M', '--confirm', 'K7QX2M'])).toBeUndefined();
});
