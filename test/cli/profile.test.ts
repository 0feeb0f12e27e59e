import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { maskUrl } from '../../src/settings/connection-url.js';
import { resolveSettings } from '../../src/settings/resolve-settings.js';
import { makeHome, runProgram } from './run-program.js';

let home: string;
beforeEach(() => {
  home = makeHome();
});
afterEach(() => fs.rmSync(home, { recursive: true, force: true }));

const SECRET = 'postgres://desk:s3cret@db.example/ops?sslpassword=hush';
const run = (argv: string[], more: { env?: Record<string, string>; input?: string } = {}) =>
  runProgram(argv, { home, ...more });
const file = () => path.join(home, '.config/opsdesk/profiles.json');

describe('profile', () => {
  it('adds, uses, shows, lists and removes', () => {
    expect(run(['profile', 'add', 'training', '--database-url', 'sqlite:training.db', '--use']).status).toBe(0);
    expect(run(['profile', 'add', 'training', '--database-url', 'x.db', '--json'])).toMatchObject({ status: 5 });
    expect(run(['profile', 'add', 'other', '--database-url', 'sqlite:other.db']).status).toBe(0);
    expect(run(['profile', 'list', '-o', 'ids']).stdout).toBe('training\nother\n');
    const current = () => (JSON.parse(run(['profile', 'show', '--json']).stdout) as { name: string }).name;
    expect(current()).toBe('training');
    expect(run(['profile', 'use', 'other']).status).toBe(0);
    expect(current()).toBe('other');
    expect(run(['profile', 'remove', 'other', '--yes']).status).toBe(0);
    expect(run(['profile', 'show', 'other']).status).toBe(3);
  });

  it('refuses a password in argv, and takes it from the environment, a file and stdin', () => {
    const refused = run(['profile', 'add', 'p', '--database-url', SECRET, '--json']);
    expect(refused.status).toBe(2);
    expect(refused.stdout).not.toContain('s3cret');
    expect(run(['profile', 'add', 'a', '--database-url-env', 'URL'], { env: { URL: SECRET } }).status).toBe(0);
    fs.writeFileSync(path.join(home, 'url'), `${SECRET}\n`);
    expect(run(['profile', 'add', 'b', '--database-url-file', path.join(home, 'url')]).status).toBe(0);
    expect(run(['profile', 'add', 'c', '--database-url-file', '-'], { input: SECRET }).status).toBe(0);
    const stored = JSON.parse(fs.readFileSync(file(), 'utf8')) as { profiles: Record<string, { databaseUrl: string }> };
    expect(Object.values(stored.profiles).map(({ databaseUrl }) => databaseUrl)).toEqual([SECRET, SECRET, SECRET]);
  });

  it('keeps the file to its owner and never prints a password', () => {
    run(['profile', 'add', 'a', '--database-url-env', 'URL'], { env: { URL: SECRET } });
    expect(fs.statSync(file()).mode & 0o777).toBe(0o600);
    expect(fs.readdirSync(path.dirname(file()))).toEqual(['profiles.json']);
    for (const format of ['table', 'json', 'ndjson', 'csv']) {
      const { stdout } = run(['profile', 'list', '-o', format]);
      expect(stdout).toContain('desk:***@db.example');
      expect(stdout).not.toMatch(/s3cret|hush/);
    }
  });
});

describe('a file of profiles', () => {
  const write = (text: string) => {
    fs.mkdirSync(path.dirname(file()), { recursive: true });
    fs.writeFileSync(file(), text);
  };
  const errorOf = (argv: string[], env: Record<string, string> = {}) =>
    (JSON.parse(run([...argv, '--json'], { env }).stdout) as { error: { code: string; message: string; hint: string } })
      .error;

  it('whose current profile does not exist leads to no other database, and can be mended', () => {
    const two = { live2: { databaseUrl: 'sqlite:live2.db' }, other: { databaseUrl: 'sqlite:other.db' } };
    const stale = JSON.stringify({ current: 'live', profiles: two });
    write(stale);
    const found = run(['flight', 'list', '--json']);
    expect(found.status).toBe(3);
    const error = {
      code: 'PROFILE_NOT_FOUND',
      message: `there is no profile "live", which ${file()} has as the current one`,
      hint: 'Known profiles: live2, other. Choose one: opsdesk profile use NAME',
    };
    expect(JSON.parse(found.stdout)).toMatchObject({ error });
    expect(fs.existsSync(path.join(home, '.local/share/opsdesk'))).toBe(false);
    expect(errorOf(['profile', 'show'])).toMatchObject(error);
    // The one that is asked for is meant, whatever is current.
    expect(run(['profile', 'show', '--profile', 'live2']).status).toBe(0);
    expect(run(['profile', 'list', '-o', 'ids']).stdout).toBe('live2\nother\n');
    expect(run(['profile', 'remove', 'other', '--yes']).status).toBe(0);
    expect(run(['profile', 'use', 'live2']).status).toBe(0);
    expect(run(['profile', 'show']).status).toBe(0);
    write(stale);
    expect(run(['profile', 'add', 'live', '--database-url', 'sqlite:live.db']).status).toBe(0);
    expect(run(['profile', 'show']).status).toBe(0);
    write(JSON.stringify({ current: 'live', profiles: {} }));
    expect(errorOf(['profile', 'show'])).toMatchObject({ hint: 'Add it: opsdesk profile add NAME' });
  });

  it('that is not the one meant is no matter where the environment names the database', () => {
    write(JSON.stringify({ current: 'live', profiles: {} }));
    const named = { HOME: home, OPSDESK_DATABASE_URL: 'sqlite:env.db' };
    expect(resolveSettings({}, named).databaseUrl).toBe('sqlite:env.db');
    expect(() => resolveSettings({}, { ...named, OPSDESK_PROFILE: 'live' })).toThrow('there is no profile "live"');
  });

  it.each([
    ['[]', 'it is not a JSON object'],
    ['{"profiles":5}', '"profiles" is not a JSON object'],
    ['{}', '"profiles" is not a JSON object'],
    ['{"current":5,"profiles":{}}', '"current" is not the name of a profile'],
    ['{"curent":"a","profiles":{}}', 'it has an unknown key "curent"'],
    ['{"profiles":{"a":"postgres://desk:s3cret@db"}}', 'profile "a" is not a JSON object'],
    ['{"profiles":{"a":{"databaseURL":"x.db"}}}', 'profile "a" has an unknown key "databaseURL"'],
    ['{"profiles":{"a":{}}}', 'profile "a" has no "databaseUrl"'],
    ['{"profiles":{"a":{"databaseUrl":5}}}', 'profile "a" has no "databaseUrl"'],
    ['{"profiles":{"a":{"databaseUrl":"x.db","redisUrl":5}}}', '"redisUrl" of profile "a" is not a text'],
    ['{"profiles":{"a":{"databaseUrl":"postgres://desk:s3cret@db" oops', 'it is no valid JSON'],
    ['', 'it is no valid JSON'],
  ])('that holds %s is neither passed over nor overwritten', (text, problem) => {
    write(text);
    const commands = [
      ['profile', 'list'],
      ['profile', 'add', 'b', '--database-url', 'b.db'],
      ['flight', 'list'],
    ];
    for (const argv of commands) {
      const { code, message } = errorOf(argv);
      expect([code, message]).toEqual([
        'INVALID_INPUT',
        expect.stringContaining(`${file()} cannot be read as profiles: ${problem}`),
      ]);
      expect(message).not.toContain('s3cret');
    }
    expect(fs.readFileSync(file(), 'utf8')).toBe(text);
  });
});

describe('resolveSettings', () => {
  const environment = (more: Record<string, string> = {}) => ({ HOME: home, ...more });

  it('falls back to a file in the data folder', () => {
    expect(resolveSettings({}, environment())).toMatchObject({
      databaseUrl: `sqlite:${home}/.local/share/opsdesk/opsdesk.db`,
      mailFolder: `${home}/.local/state/opsdesk/mail`,
      mailChannel: 'file',
      profileName: 'default',
    });
    expect(resolveSettings({}, environment({ XDG_DATA_HOME: '/data' })).databaseUrl).toBe(
      'sqlite:/data/opsdesk/opsdesk.db',
    );
  });

  it('lets the flag win over the environment, and the environment over the chosen profile', () => {
    for (const name of ['one', 'two']) run(['profile', 'add', name, '--database-url', `sqlite:${name}.db`, '--use']);
    const urlOf = (flags: { profile?: string }, more: Record<string, string> = {}) =>
      resolveSettings(flags, environment(more)).databaseUrl;
    expect(urlOf({})).toBe('sqlite:two.db');
    expect(urlOf({}, { OPSDESK_PROFILE: 'one' })).toBe('sqlite:one.db');
    expect(urlOf({}, { OPSDESK_DATABASE_URL: 'sqlite:env.db' })).toBe('sqlite:env.db');
    expect(urlOf({ profile: 'one' }, { OPSDESK_PROFILE: 'two', OPSDESK_DATABASE_URL: 'sqlite:env.db' })).toBe(
      'sqlite:one.db',
    );
  });

  it('reads the clock, the operator and the mail channel, and refuses what they cannot be', () => {
    const settings = resolveSettings({}, environment({ OPSDESK_NOW: '2013-02-08T00:00:00Z', OPSDESK_OPERATOR: 'ana' }));
    expect(settings).toMatchObject({ now: Date.UTC(2013, 1, 8), operator: 'ana' });
    expect(() => resolveSettings({}, environment({ OPSDESK_NOW: 'soon' }))).toThrow(/OPSDESK_NOW/);
    expect(() => resolveSettings({}, environment({ OPSDESK_MAIL: 'pigeon' }))).toThrow(/pigeon/);
  });
});

describe('maskUrl', () => {
  it.each([
    ['postgres://u:p@h/d', 'postgres://u:***@h/d'],
    ['postgres://u:p@ss@h/d', 'postgres://u:***@h/d'],
    ['redis://:p@h', 'redis://:***@h'],
    ['postgres://h/d?user=u&password=p&x=1', 'postgres://h/d?user=u&password=***&x=1'],
    ['postgres://u@h:5432/d', 'postgres://u@h:5432/d'],
    ['sqlite:/tmp/a.db', 'sqlite:/tmp/a.db'],
  ])('%s', (url, masked) => {
    expect(maskUrl(url)).toBe(masked);
  });
});
