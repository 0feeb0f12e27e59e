import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readManifest } from '../../src/cli/package-file.js';
import { textWidth } from '../../src/present/text-width.js';
import { LAUNCHER, makeHome, ROOT, runProgram } from './run-program.js';

const home = makeHome();
afterAll(() => fs.rmSync(home, { recursive: true, force: true }));
const run = (...argv: string[]) => runProgram(argv, { home });

describe('the program', () => {
  it('tells its version', () => {
    const { version } = JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as { version: string };
    const line = `opsdesk/${version} ${process.platform}-${process.arch} node-${process.version}\n`;
    expect(run('--version')).toMatchObject({ status: 0, stdout: line });
    expect(run('-v')).toMatchObject({ status: 0, stdout: line });
  });

  it('prints help for no words, --help and help, all the same', () => {
    const bare = run();
    expect(bare.status).toBe(0);
    expect(bare.stdout).toContain('NOUNS');
    expect(run('--help').stdout).toBe(bare.stdout);
    expect(run('help').stdout).toBe(bare.stdout);
    expect(run('help', 'exit-codes').stdout).toMatch(/\n {3}68 {3}bulk: some items failed\n/);
  });

  it('fails with exit 2 and a suggestion on an unknown command and flag', () => {
    expect(run('profile', 'lst')).toMatchObject({
      status: 2,
      stdout: '',
      stderr: expect.stringContaining('Did you mean: opsdesk profile list?'),
    });
    expect(run('profile', 'list', '--quite')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('Did you mean --quiet?'),
    });
  });

  it.each([
    [['nonsense', '--json'], 'USAGE', 2],
    [['profile', 'list', '--nonsense', '-o', 'json'], 'USAGE', 2],
    [['profile', 'list', 'extra', '--json'], 'USAGE', 2],
    [['profile', 'list', '--json', '--fields', 'nope'], 'USAGE', 2],
    [['profile', 'list', '--json', '--limit', '10001'], 'USAGE', 2],
    [['profile', 'list', '--json', '--limit'], 'USAGE', 2],
    [['profile', 'list', '--json', '--timeout', '0'], 'USAGE', 2],
    [['profile', 'list', '--json', '-o', 'csv'], 'USAGE', 2],
    [['profile', 'use', '--json'], 'USAGE', 2],
    [['profile', 'show', 'nope', '--json'], 'PROFILE_NOT_FOUND', 3],
    [['profile', 'show', '--json', '--profile', 'nope'], 'PROFILE_NOT_FOUND', 3],
    [['profile', 'add', 'x', '--json'], 'INPUT_REQUIRED', 7],
    [['profile', 'remove', 'x', '--json'], 'CONFIRMATION_REQUIRED', 7],
  ])('answers %j with exactly one JSON error', (argv, code, status) => {
    const result = run(...argv);
    expect(JSON.parse(result.stdout)).toMatchObject({ error: { code, retryable: false } });
    expect(result).toMatchObject({ status, stderr: '' });
  });

  it('shows the sources in the stack of an error under --debug', () => {
    const { stderr } = run('profile', 'show', 'nope', '--debug');
    expect(stderr).toMatch(/at getProfile .*src\/settings\/profile-store\.ts:\d+/);
  });

  it('takes global flags from the environment, and the command line wins over it', () => {
    const env = { OPSDESK_OUTPUT: 'json' };
    expect(JSON.parse(runProgram(['profile', 'list'], { home, env }).stdout)).toEqual({ items: [], nextCursor: null });
    expect(runProgram(['profile', 'list', '-o', 'csv'], { home, env }).stdout).toBe(
      'name,isCurrent,databaseUrl,redisUrl\n',
    );
  });

  it('ends quietly when its reader goes', async () => {
    const child = spawn(process.execPath, [LAUNCHER, 'completion', 'bash'], { stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.destroy();
    let stderr = '';
    child.stderr.on('data', (chunk) => {
      stderr += String(chunk);
    });
    const status = await new Promise((resolve) => child.on('close', resolve));
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});

describe('the compiled code that the launcher keeps', () => {
  const folder = path.join(home, '.cache/opsdesk/code');

  it('is for its owner alone, and is not trusted when others could have written it or it is broken', () => {
    expect(run('profile', 'list').status).toBe(0);
    const [name = ''] = fs.readdirSync(folder).filter((file) => file.endsWith('-profile-list.bin'));
    const file = path.join(folder, name);
    expect(fs.statSync(file).mode & 0o777).toBe(0o600);
    fs.writeFileSync(file, fs.readFileSync(file).subarray(0, 1_000));
    expect(run('profile', 'list')).toMatchObject({
      status: 0,
      stderr: 'No profiles yet. Add one: opsdesk profile add NAME\n',
    });
    fs.writeFileSync(file, 'not compiled code');
    fs.chmodSync(file, 0o666);
    expect(run('profile', 'list').status).toBe(0);
    expect(fs.readFileSync(file, 'latin1').startsWith('not compiled')).toBe(false);
  });

  it('is not needed: a folder that cannot be made is no error', () => {
    const env = { XDG_CACHE_HOME: '/proc/nowhere' };
    expect(runProgram(['profile', 'list'], { home, env })).toMatchObject({ status: 0 });
  });
});

describe('help', () => {
  const manifest = Object.values(readManifest(ROOT));

  it('fits 80 columns and has an example, for every command', () => {
    for (const { id, summary, examples } of manifest) {
      expect(summary, id).toBeTruthy();
      expect(examples?.length ?? 0, `examples of ${id}`).toBeGreaterThan(0);
    }
    const pages = [[], ['profile'], ['completion'], ['profile', 'add']].map((words) => run('help', ...words).stdout);
    for (const line of pages.join('\n').split('\n')) {
      if (!line.startsWith('  $ ')) expect(textWidth(line), line).toBeLessThanOrEqual(80);
    }
  });

  it('keeps the words of every flag and argument', () => {
    for (const { id, flags, args } of manifest) {
      for (const flag of Object.values(flags))
        expect(flag.summary ?? flag.description, `${id} --${flag.name}`).toBeTruthy();
      for (const arg of Object.values(args)) expect(arg.description, `${id} ${arg.name}`).toBeTruthy();
    }
  });
});

describe('completion', () => {
  it('completes nouns, verbs, flags and values in bash', () => {
    const script = run('completion', 'bash').stdout;
    const complete = (...words: string[]) =>
      spawnSync(
        'bash',
        [
          '-c',
          `${script}\nCOMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _opsdesk; echo "\${COMPREPLY[*]}"`,
          'bash',
          ...words,
        ],
        { encoding: 'utf8' },
      ).stdout.trim();
    expect(complete('opsdesk', 'prof')).toBe('profile');
    expect(complete('opsdesk', 'profile', 'l')).toBe('list');
    expect(complete('opsdesk', 'profile', 'add', '--repl')).toBe('--replace');
    expect(complete('opsdesk', 'profile', 'list', '--output', 'nd')).toBe('ndjson');
    expect(complete('opsdesk', 'completion', '--js')).toBe('--json');
  });

  it('knows every command in every shell', () => {
    for (const shell of ['zsh', 'fish']) {
      const { stdout } = run('completion', shell);
      for (const word of ['completion', 'profile', 'remove', 'database-url']) expect(stdout).toContain(word);
    }
    expect(run('completion', 'csh').status).toBe(2);
  });
});
