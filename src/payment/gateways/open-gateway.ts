import type { Database } from '../../database/dialect.js';
import { OpsdeskError } from '../../kernel/errors.js';
import type { GatewaySettings } from '../../settings/gateway-settings.js';
import type { Authorisations, Gateway } from './gateway.js';

export interface GatewayDeps {
  readonly database: Database;
  /** The mark in the database, not in the profile. */
  readonly isProduction: boolean;
  readonly settings: GatewaySettings;
}

interface KnownGateway {
  /** What pays when only the gateway is named; undefined where a token must be given. */
  readonly defaultSource: string | undefined;
  /** What to set where there are no credentials. */
  readonly credentials?: string;
  /** What to set so that its web hooks can be told from forged ones; undefined where it sends none. */
  readonly webHooks?: string;
  /** @returns undefined where there are no credentials @throws INVALID_INPUT for wrong ones */
  prepare(deps: GatewayDeps): PreparedGateway | undefined;
}

interface PreparedGateway {
  /** True for real money, false for play money, `either` for our own. */
  readonly isLive: boolean | 'either';
  open(): Promise<Gateway>;
}

const KNOWN = new Map<string, KnownGateway>([
  [
    'sandbox',
    {
      defaultSource: 'tok_ok',
      prepare: ({ database }) => ({
        isLive: false,
        open: async () => {
          const { SandboxGateway } = await import('./sandbox.js');
          return new SandboxGateway({ database });
        },
      }),
    },
  ],
  [
    'voucher',
    {
      defaultSource: undefined,
      prepare: () => ({
        isLive: 'either',
        open: async () => {
          const { VoucherGateway } = await import('./voucher.js');
          return new VoucherGateway();
        },
      }),
    },
  ],
  [
    'stripe',
    {
      defaultSource: undefined,
      credentials: 'OPSDESK_STRIPE_KEY, or OPSDESK_STRIPE_KEY_FILE',
      webHooks: 'OPSDESK_STRIPE_WEBHOOK_SECRET, or OPSDESK_STRIPE_WEBHOOK_SECRET_FILE',
      prepare: ({ settings }) => {
        const stripe = settings.stripe?.();
        return (
          stripe && {
            isLive: !/^[sr]k_test_/.test(stripe.key),
            open: async () => {
              const { StripeGateway } = await import('./stripe.js');
              return new StripeGateway(stripe);
            },
          }
        );
      },
    },
  ],
  [
    'paypal',
    {
      defaultSource: undefined,
      credentials: 'OPSDESK_PAYPAL_CLIENT_ID and OPSDESK_PAYPAL_SECRET, or OPSDESK_PAYPAL_SECRET_FILE',
      webHooks: 'OPSDESK_PAYPAL_WEBHOOK_ID',
      prepare: ({ settings }) => {
        const paypal = settings.paypal?.();
        return (
          paypal && {
            isLive: /^api(-m)?\.paypal\.com$/.test(new URL(paypal.baseUrl).hostname),
            open: async () => {
              const { PayPalGateway } = await import('./paypal.js');
              return new PayPalGateway(paypal);
            },
          }
        );
      },
    },
  ],
]);

/** Whether or not there are credentials for them. */
export const GATEWAY_NAMES: readonly string[] = [...KNOWN.keys()];

/** @throws INVALID_INPUT with the known names in its hint */
export function knownGateway(name: string): KnownGateway {
  const known = KNOWN.get(name);
  if (known) return known;
  throw new OpsdeskError('INVALID_INPUT', `"${name}" is not a payment gateway`, {
    hint: `Known gateways: ${GATEWAY_NAMES.join(', ')}.`,
    details: { gateway: name, known: GATEWAY_NAMES },
  });
}

/** @throws what `requireGateway` throws */
export async function openGateway(name: string, deps: GatewayDeps): Promise<Gateway> {
  return requireGateway(name, deps).open();
}

/**
 * Whether a gateway can be used here, without the cost of opening it.
 * @throws INVALID_INPUT for an unknown name, and for credentials or an address that are wrong; GATEWAY_NOT_CONFIGURED
 *   without credentials; PRODUCTION_DATABASE for play money on a production database, and for real money on any other
 */
export function requireGateway(name: string, deps: GatewayDeps): PreparedGateway {
  const known = knownGateway(name);
  const prepared = known.prepare(deps);
  if (!prepared) {
    throw new OpsdeskError('GATEWAY_NOT_CONFIGURED', `there are no credentials for ${name}`, {
      hint: `Set ${known.credentials}.`,
      details: { gateway: name },
    });
  }
  const { isLive } = prepared;
  if (isLive !== 'either' && isLive !== deps.isProduction) throw wrongMoney(name, deps.isProduction);
  return prepared;
}

/** @throws INVALID_INPUT for a gateway that sets nothing aside */
export function authorisationsOf(gateway: Gateway): Authorisations {
  if (gateway.authorisations) return gateway.authorisations;
  throw new OpsdeskError('INVALID_INPUT', `nothing can be set aside of a ${gateway.name}`, {
    hint: 'Take the money: opsdesk payment take',
    details: { gateway: gateway.name },
  });
}

function wrongMoney(name: string, isProduction: boolean): OpsdeskError {
  const details = { gateway: name };
  if (isProduction) {
    return new OpsdeskError(
      'PRODUCTION_DATABASE',
      `the ${name} gateway moves no money as it is set up: it is refused on a production database`,
      {
        hint: 'Use its live credentials; or another database for tests and training (OPSDESK_DATABASE_URL or --profile).',
        details,
      },
    );
  }
  return new OpsdeskError(
    'PRODUCTION_DATABASE',
    `the ${name} gateway would move real money for a database that is not a production one`,
    { hint: 'Use its test credentials, or the production database.', details },
  );
}
