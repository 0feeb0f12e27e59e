import type { Database } from '../../database/dialect.js';
import { OpsdeskError } from '../../kernel/errors.js';
import type { Gateway } from './gateway.js';

export interface GatewayDeps {
  readonly database: Database;
  /** The mark in the database, not in the profile. */
  readonly isProduction: boolean;
}

interface KnownGateway {
  /** What pays when only the gateway is named; undefined where a token must be given. */
  readonly defaultSource: string | undefined;
  readonly isForTestsOnly: boolean;
  open(deps: GatewayDeps): Promise<Gateway>;
}

const KNOWN = new Map<string, KnownGateway>([
  [
    'sandbox',
    {
      defaultSource: 'tok_ok',
      isForTestsOnly: true,
      open: async ({ database }) => {
        const { SandboxGateway } = await import('./sandbox.js');
        return new SandboxGateway({ database });
      },
    },
  ],
]);

/** @throws INVALID_INPUT with the known names in its hint */
export function knownGateway(name: string): KnownGateway {
  const known = KNOWN.get(name);
  if (known) return known;
  throw new OpsdeskError('INVALID_INPUT', `"${name}" is not a payment gateway`, {
    hint: `Known gateways: ${[...KNOWN.keys()].join(', ')}.`,
    details: { gateway: name, known: [...KNOWN.keys()] },
  });
}

/** @throws INVALID_INPUT for an unknown name, PRODUCTION_DATABASE for the sandbox on a production database */
export async function openGateway(name: string, deps: GatewayDeps): Promise<Gateway> {
  const known = knownGateway(name);
  if (known.isForTestsOnly && deps.isProduction) {
    throw new OpsdeskError(
      'PRODUCTION_DATABASE',
      `the ${name} gateway moves no money: it is refused on a production database`,
      {
        hint: 'Use another database for tests and training (OPSDESK_DATABASE_URL or --profile).',
        details: { gateway: name },
      },
    );
  }
  return known.open(deps);
}
