import path from 'node:path';
import type { Guide } from './tour-of-life.js';

interface Made {
  readonly recordLocator: string;
}

/** A flight is cancelled, its passengers are moved, and all of it is taken back. */
export async function weatherTheStorm(tour: Guide): Promise<void> {
  const { day, folder } = tour;
  const leg = (number: string, departs: string, arrives: string) => [
    ...['XX', number, 'LHR', 'CDG', '--depart', `${day}T${departs}`, '--arrive', `${day}T${arrives}`],
    ...['--seats', '12', '--fare', 'Y:Y:180:20'],
  ];
  const [gone, late] = [`XX21/${day}`, `XX22/${day}`];
  await tour.keep('flight create', leg('21', '10:00', '12:20'));
  await tour.keep('flight create', leg('22', '13:00', '15:20'));
  await tour.keep('flight create', leg('23', '16:00', '18:20'));
  const paid = ['--email', 'one@x.test', '--pay', 'sandbox:tok_ok'];
  const party = ['--passenger', 'ONE/A MR(WCHR)', '--passenger', 'TWO/B MRS', ...paid];
  const first = await tour.keep<Made>('booking create', ['--flight', `${gone}:Y`, ...party]);
  const alone = await tour.keep<Made>('booking create', [
    '--flight',
    `${gone}:Y`,
    '--passenger',
    'THREE/C MR',
    ...paid,
  ]);
  await tour.keep('booking create', ['--flight', `${late}:Y`, '--passenger', 'FOUR/D MR', ...paid]);
  await tour.keep('customer subscribe', [late, '--customer', first.recordLocator, '--dry-run']);
  await tour.keep('customer subscribe', [late, '--customer', first.recordLocator]);
  await tour.keep('flight status', [late, '--set', 'delayed', '--minutes', '45', '--cause', 'technical']);
  await tour.keep('flight status', [gone, '--set', 'cancelled', '--cause', 'weather', '--dry-run']);
  await tour.keep('flight status', [gone, '--set', 'cancelled', '--cause', 'weather', '--yes']);
  await tour.keep('flight watch', ['--once']);
  await tour.keep('booking show', [first.recordLocator]);
  await tour.keep('disruption entitlement', [first.recordLocator]);
  const [plan, other] = [path.join(folder, 'plan.json'), path.join(folder, 'other.json')];
  await tour.keep('disruption plan', ['--out', plan]);
  await tour.keep('disruption plan', ['--flights', gone, '--out', other]);
  await tour.keep('disruption show', [plan]);
  await tour.keep('disruption show', [plan, '--booking', first.recordLocator]);
  await tour.keep('disruption show', [plan, '--worst']);
  await tour.keep('disruption show', [plan, '--loads']);
  await tour.keep('disruption diff', [plan, other]);
  await tour.keep('disruption apply', [plan, '--dry-run']);
  await tour.keep('booking modify', [alone.recordLocator, '--remark', 'RANG', '--yes']);
  const job = await tour.keep<{ jobId: string }>('disruption apply', [plan, '--yes'], { status: 68 });
  await tour.keep('disruption status', [job.jobId]);
  await tour.keep('disruption status', []);
  await tour.keep('disruption resume', [job.jobId]);
  await tour.keep('disruption plan', ['--residual', job.jobId, '--out', other]);
  await tour.keep('disruption rollback', [job.jobId, '--out', other]);
  await tour.keep('disruption apply', [other, '--confirm', job.jobId]);
}
