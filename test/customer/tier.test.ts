import { afterAll, beforeAll, expect, it } from 'vitest';
import { listAudit } from '../../src/audit/list.js';
import { createCustomer } from '../../src/customer/create-customer.js';
import { showCustomer } from '../../src/customer/show-customer.js';
import { changeCustomer } from '../../src/customer/update-customer.js';
import type { Desk } from '../../src/desk.js';
import { onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { openTestDesk } from '../support/desk.js';

onEveryBackend("a customer's tier", (backend) => {
  let trial: TrialDatabase;
  let desk: Desk;

  beforeAll(async () => {
    trial = await backend.create();
    desk = await openTestDesk(trial);
  });
  afterAll(async () => {
    await desk.database.close();
    await trial.drop();
  });

  it('is none until it is given, stays through other changes, and stands in the trail', async () => {
    const { customerId, tier } = await createCustomer(desk.runner, { name: 'Ann', email: 'ann@example.com' }, {});
    expect(tier).toBe('none');
    await changeCustomer(desk.runner, { customerId, tier: 'gold' }, {});
    await changeCustomer(desk.runner, { customerId, phone: '+44 1' }, {});
    expect(await showCustomer(desk.session, customerId)).toMatchObject({ tier: 'gold', phone: '+44 1', version: 3 });
    const { items } = await listAudit(desk.session, { entityId: customerId, limit: 10 });
    expect(items.map(({ before, after }) => [before, after])).toContainEqual([
      expect.objectContaining({ tier: 'none' }),
      expect.objectContaining({ tier: 'gold' }),
    ]);
  });
});
