import type { View } from '../../cli/output.js';
import type { CustomerDetail, CustomerView } from '../../customer/customer.js';
import type { Subscription } from '../../disruption/subscribe-customer.js';
import { type Column, field } from '../column.js';

/** Of what a customer is told. */
export const subscriptionView: View<Subscription> = {
  columns: [
    field('customerId', 'Customer', 'ref'),
    field('flight', 'Flight'),
    {
      key: 'isSubscribed',
      header: 'Told of it',
      kind: 'text',
      value: ({ isSubscribed }) => (isSubscribed ? 'yes' : 'no'),
    },
    field('outcome', 'Done'),
  ],
};

const columns: readonly Column<CustomerView>[] = [
  field('customerId', 'Customer', 'ref'),
  field('name', 'Name', 'free-text'),
  field('email', 'E-mail', 'free-text'),
  field('phone', 'Phone', 'free-text'),
  field('tier', 'Tier'),
  field('language', 'Language', 'text', { isWide: true }),
  field('isErased', 'Erased', 'text', { isWide: true }),
  field('version', 'Version', 'number', { isWide: true, align: 'left' }),
  field('createdAt', 'Since', 'instant', { isWide: true }),
];

export const customerDetailView: View<CustomerDetail> = {
  columns: [
    ...columns,
    field('webhookUrl', 'Web hook', 'free-text'),
    { key: 'notify', header: 'Wants to hear', kind: 'text', value: ({ notify }) => notify.join(', ') },
    field('quietHours', 'Quiet hours'),
    field('timeZone', 'Time zone'),
  ],
};

export const customerView: View<CustomerView> = {
  columns,
  emptyText: 'No such customers. Add one: opsdesk customer create --name NAME --email ADDRESS',
};
