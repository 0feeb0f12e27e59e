import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../../src/cli/base-command.js';
import { profileView, shownProfile } from '../../src/cli/profile-view.js';
import { readUrl } from '../../src/cli/secret-url.js';
import { parseConnectionUrl } from '../../src/settings/connection-url.js';
import { addProfile } from '../../src/settings/edit-profiles.js';

export default class ProfileAdd extends BaseCommand {
  static override summary = 'Add a profile, or replace one with --replace.';
  static override description =
    'A profile names a database and a Redis to work with. A URL with a password never comes as an argument: it is asked for, or read from an environment variable, a file or stdin.';
  static override examples = [
    {
      description: 'A database of this machine',
      command: 'opsdesk profile add training --database-url sqlite:training.db',
    },
    {
      description: 'The production core; the password comes from the environment',
      command: 'opsdesk profile add production --database-url-env PROD_DATABASE_URL --use',
    },
    'opsdesk profile add staging --database-url-file - < url.txt',
  ];
  static override args = { name: Args.string({ required: true, description: 'Name of the profile.' }) };
  static override flags = {
    'database-url': Flags.string({
      summary: 'Database URL or path, without a password.',
      helpValue: 'URL',
      exclusive: ['database-url-env', 'database-url-file'],
    }),
    'database-url-env': Flags.string({
      summary: 'Environment variable that holds the database URL.',
      helpValue: 'VARIABLE',
      exclusive: ['database-url-file'],
    }),
    'database-url-file': Flags.string({
      summary: 'File that holds the database URL, - for stdin.',
      helpValue: 'FILE|-',
    }),
    'redis-url': Flags.string({
      summary: 'Redis URL, without a password.',
      helpValue: 'URL',
      exclusive: ['redis-url-env', 'redis-url-file'],
    }),
    'redis-url-env': Flags.string({
      summary: 'Environment variable that holds the Redis URL.',
      helpValue: 'VARIABLE',
      exclusive: ['redis-url-file'],
    }),
    'redis-url-file': Flags.string({ summary: 'File that holds the Redis URL, - for stdin.', helpValue: 'FILE|-' }),
    use: Flags.boolean({ summary: 'Work with it from now on.' }),
    replace: Flags.boolean({ summary: 'Replace the profile of that name.' }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(ProfileAdd);
    const { environment } = this.terminal;
    const given = await readUrl(
      'database URL',
      'database-url',
      { url: flags['database-url'], variable: flags['database-url-env'], file: flags['database-url-file'] },
      environment,
    );
    const redisUrl = await readUrl(
      'Redis URL',
      'redis-url',
      { url: flags['redis-url'], variable: flags['redis-url-env'], file: flags['redis-url-file'] },
      environment,
    );
    const asked = async () => this.prompter.text('Database URL:', '--database-url', { isSecret: true });
    const databaseUrl = given ?? parseConnectionUrl(await asked(), 'database URL');
    const profile = { databaseUrl, ...(redisUrl === undefined ? {} : { redisUrl }) };
    const { current } = addProfile(environment, args.name, profile, { isUsed: flags.use, mayReplace: flags.replace });
    await this.show(shownProfile(args.name, profile, current), profileView);
  }
}
