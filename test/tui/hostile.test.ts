import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HOSTILE, MARK, unsafeIn } from '../commands/hostile.js';
import { HostileDesk } from '../commands/hostile-desk.js';
import { ConsoleModel } from '../support/console-model.js';

/** What somebody typed or a file said, everywhere: no place may let a character of it through to the terminal. */
describe('what somebody typed', () => {
  let hostile: HostileDesk;
  let model: ConsoleModel;
  beforeAll(async () => {
    hostile = await HostileDesk.open();
    model = await ConsoleModel.open({ ...hostile.database, dialect: 'sqlite', drop: async () => {} });
  });
  afterAll(async () => {
    await model.close();
    hostile.remove();
  });

  let isMarked = false;
  const look = (where: string): void => {
    for (const area of [
      { width: 80, height: 24 },
      { width: 200, height: 60 },
    ]) {
      const text = model.screen(area).join('\n');
      expect({ [where]: unsafeIn(text) }).toEqual({ [where]: undefined });
      isMarked ||= text.includes(MARK);
    }
    expect({ [where]: unsafeIn(model.desk.spoken()) }).toEqual({ [where]: undefined });
  };

  it('is harmless in every place, in its panels, and in what it opens', { timeout: 60_000 }, async () => {
    for (const { name } of model.desk.destinations().filter(({ name: each }) => each !== 'quit')) {
      await model.press('ctrl-p');
      await model.type(name);
      look(`palette, ${name}`);
      await model.press('enter');
      look(name);
      if (!model.desk.place.isTyping) {
        await model.press('enter');
        look(`${name}, opened`);
        for (const panel of ['1', '2', '3', '4', '5']) {
          if (!model.desk.place.bindings().some(({ keys }) => keys.includes(panel))) break;
          await model.press(panel);
          look(`${name}, opened, panel ${panel}`);
        }
        await model.press('escape');
      }
      await model.press('escape');
    }
    expect(isMarked).toBe(true);
  });

  it('is harmless in each form of a booking, its preview and its question', { timeout: 60_000 }, async () => {
    for (const locator of [hostile.paid, hostile.held, hostile.party, hostile.hit, hostile.lapsed]) {
      model.desk.jump(locator);
      await model.press('f1', 'escape');
      look(locator);
      const keys = model.desk.place.bindings().flatMap(({ keys: [key = ''] }) => (/^[a-z]$/.test(key) ? [key] : []));
      for (const key of keys) {
        await model.press(key);
        look(`${locator}, ${key}`);
        await model.press('ctrl-s');
        look(`${locator}, ${key}, asked`);
        while (!model.desk.place.bindings().some(({ label }) => label === 'passengers')) await model.press('escape');
      }
      await model.press('escape');
    }
  });

  it('is harmless where it is typed or pasted', async () => {
    for (const place of ['search flights', 'bookings']) {
      await model.press('ctrl-p');
      await model.type(place);
      await model.press('enter');
      if (place === 'bookings') await model.press('/');
      model.desk.press({ name: 'paste', text: HOSTILE });
      await model.press('end');
      look(`${place}, pasted`);
      await model.press('escape', 'escape');
    }
  });
});
