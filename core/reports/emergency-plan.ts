import type { EmergencyPlan } from '../safety/emergency.ts';
import { frameOf } from './context.ts';
import type { PrintContext } from './context.ts';
import { data, strong, words } from './document.ts';
import type { Block, PrintDocument } from './document.ts';

const STEPS = 5;

/** The plan for the day on one page: what to do at the computer and with the paper, and whom to call. */
export function emergencyPlanSheet(print: PrintContext, plan: EmergencyPlan): PrintDocument {
  const { t } = print;
  const frame = frameOf(print, {
    report: 'emergency-plan',
    name: t('print.report_emergency_plan'),
    formVersion: t('print.emergency_version'),
  });
  const list = (label: string, text: string): Block[] => {
    const lines = text
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '');
    return [
      { kind: 'heading', level: 2, text: label },
      ...(lines.length === 0
        ? [{ kind: 'grid' as const, items: [{ label: '', value: 'blank' as const, span: 12 as const }] }]
        : lines.map((line): Block => ({ kind: 'paragraph', runs: [words('☐ '), data(line)] }))),
    ];
  };
  return {
    ...frame,
    head: { ...frame.head, marking: t('print.emergency_marking') },
    // It hangs on a wall: nobody is to give it back or destroy it.
    foot: { ...frame.foot, afterUse: t('print.emergency_after_use') },
    blocks: [
      {
        kind: 'cover',
        report: t('print.report_emergency_plan'),
        title: [data(print.office)],
        line: [words(t('print.emergency_line'))],
      },
      { kind: 'heading', level: 2, text: t('print.emergency_computer') },
      ...Array.from({ length: STEPS }, (_, i): Block => ({
        kind: 'paragraph',
        runs: [strong(`${String(i + 1)}. `), words(t(`print.emergency_step_${String(i + 1)}`))],
      })),
      ...list(t('print.emergency_safe_place'), plan.safePlace),
      ...list(t('print.emergency_call'), plan.call),
      ...list(t('print.emergency_take'), plan.takeAlong),
      ...list(t('print.emergency_destroy'), plan.destroy),
    ],
  };
}
