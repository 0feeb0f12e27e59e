import type { CreateCustomerInput } from '../customer/create-customer.js';
import type { CustomerFilter } from '../customer/customer-repository.js';
import type { UpdateCustomerInput } from '../customer/update-customer.js';
import type { Desk } from '../desk.js';
import type { SubscribeInput } from '../disruption/subscribe-customer.js';
import type { WriteOptions } from '../runtime/request.js';

/** The people who travel. */
export const customersUseCases = (desk: () => Promise<Desk>) => ({
  customers: {
    create: async (input: CreateCustomerInput, options: WriteOptions) => {
      const { createCustomer } = await import('../customer/create-customer.js');
      return createCustomer((await desk()).runner, input, options);
    },
    update: async (input: UpdateCustomerInput, options: WriteOptions) => {
      const { changeCustomer } = await import('../customer/update-customer.js');
      return changeCustomer((await desk()).runner, input, options);
    },
    subscribe: async (input: SubscribeInput, options: WriteOptions) => {
      const { subscribeCustomer } = await import('../disruption/subscribe-customer.js');
      return subscribeCustomer((await desk()).runner, input, options);
    },
    show: async (id: string) => {
      const { showCustomer } = await import('../customer/show-customer.js');
      return showCustomer((await desk()).session, id);
    },
    list: async (filter: CustomerFilter) => {
      const { pageCustomers } = await import('../customer/show-customer.js');
      return pageCustomers((await desk()).session, filter);
    },
  },
});
