import { openText } from '../../cli/open-text.js';
import { plannedLoadView, planRowView, planSummaryView } from '../../present/views/shown-plan-view.js';
import { FormPlace } from '../parts/form-place.js';
import { ListPanel } from '../parts/list-panel.js';
import { PanelsPlace } from '../parts/panels-place.js';
import { TextPanel } from '../parts/text-panel.js';
import type { Place } from '../place.js';
import type { Stage } from '../stage.js';

/** Asks for the file of a plan, and opens it. */
export function openPlanFile(stage: Stage): Place {
  return new FormPlace(stage, {
    title: 'Open a plan',
    verb: 'open',
    fields: [{ name: 'file', label: 'Plan file', hint: 'as disruption plan wrote it', isRequired: true }],
    command: (value) => ['disruption', 'show', value('file')],
    submit: (value) => stage.open(openPlan(stage, value('file'))),
  });
}

/** A plan that rebooks: its sums, who is worst off, and who is on which flight before and after. */
function openPlan(stage: Stage, file: string): Place {
  type Plan = Awaited<ReturnType<Stage['app']['disruptions']['openPlan']>>;
  let opened: Promise<Plan> | undefined;
  // A plan is a file that nobody changes: once read it stays read.
  const plan = (): Promise<Plan> => {
    opened ??= stage.app.disruptions.openPlan(openText(file)).catch((error: unknown) => {
      opened = undefined;
      throw error;
    });
    return opened;
  };
  const words = ['disruption', 'show', file];
  return new PanelsPlace(stage, {
    title: 'Plan',
    heading: () => [],
    bindings: () => [],
    refreshMs: Number.POSITIVE_INFINITY,
    panels: [
      new TextPanel('Summary', stage.theme, words, async () => {
        return planSummaryView.text?.((await plan()).summary(), stage.theme.paint) ?? '';
      }),
      new ListPanel(stage.theme, {
        title: 'Worst off',
        command: [...words, '--worst'],
        columns: planRowView.columns,
        idOf: ({ recordLocator }) => recordLocator,
        read: async () => (await plan()).summary().worst,
        open: ({ recordLocator }) => stage.jump(recordLocator),
      }),
      new ListPanel(stage.theme, {
        title: 'Loads',
        command: [...words, '--loads'],
        columns: plannedLoadView.columns,
        idOf: ({ flight, cabin }) => `${flight} ${cabin}`,
        read: async () => (await plan()).loads(),
        open: ({ flight }) => stage.jump(flight),
      }),
    ],
  });
}
