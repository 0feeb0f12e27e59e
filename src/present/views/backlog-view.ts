import type { View } from '../../cli/output.js';
import type { BacklogRow } from '../../report/backlog.js';
import { field } from '../column.js';

export const backlogView: View<BacklogRow> = {
  columns: [
    field('work', 'Work', 'ref'),
    field('waiting', 'Waiting', 'number'),
    field('oldest', 'Since', 'instant'),
    field('givenUp', 'For a person', 'number'),
  ],
};
