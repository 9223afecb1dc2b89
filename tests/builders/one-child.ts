import type { CaseDocument } from '#core/forms/types.ts';
import { demoCases } from '../../scripts/demo/demo-cases.ts';
import { RESOURCES } from '../exchange/office-pair.ts';
import { wallDay } from './calendar-days.ts';

/** One made-up child, the same in every run, as if it came today. */
export function oneChild(): CaseDocument {
  const [document] = demoCases(RESOURCES, 20260101, 1, wallDay());
  if (document === undefined) throw new Error('there is no case');
  return document;
}

/** What narrows or ends the consent to share. */
const NARROW: ReadonlySet<string> = new Set([
  'consent_withdrawn',
  'withdrawal_date',
  'withhold_from',
  'consent_share_services',
  'consent_share_with',
]);

/** The same child in an open case with nothing that stands in the way of sharing it. */
export function childToShare(): CaseDocument {
  const { values, rows } = oneChild();
  const open = Object.entries(values).filter(([field]) => !NARROW.has(field));
  return {
    values: {
      ...Object.fromEntries(open),
      status: 'open',
      consent_share: 'yes',
      consent_giver: 'caregiver',
      withhold: 'no',
    },
    rows: { ...rows, closures: [], referrals: [] },
  };
}
