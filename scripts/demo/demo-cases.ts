import { validateSave } from '#core/forms/validate.ts';
import type { CaseDocument } from '#core/forms/types.ts';
import { withholdsFromOffices } from '#core/sharing/consent.ts';
import { readConfiguration } from '../../main/office/read-configuration.ts';
import { generateCases } from '../../tests/builders/cases.ts';
import { StoryFailed } from '../../tests/builders/office-caller.ts';

/** Answers that keep a case at home (core/sharing/consent.ts). */
const KEEPS = new Set(['consent_withdrawn', 'withdrawal_date', 'withdrawal_scope', 'withdrawal_told']);

/**
 * The story sends every case to the second office, so consent to sharing is given in each, and what is withheld is
 * withheld from the family.
 */
function forSharing(document: CaseDocument): CaseDocument {
  const kept = Object.entries(document.values).filter(([field]) => !KEEPS.has(field));
  const from = withholdsFromOffices(document.values) ? { withhold_from: ['family_members'] } : {};
  const values = { ...Object.fromEntries(kept), consent_services: 'yes', consent_share: 'yes', ...from };
  return { ...document, values };
}

/**
 * Generated cases for the demo. The generator breaks rules on purpose; a case that could not be saved in the app is
 * passed over, and the next one is taken.
 */
export function demoCases(resourcesDir: string, seed: number, count: number, today: string): CaseDocument[] {
  const configuration = readConfiguration(resourcesDir, 'full');
  if (!configuration.ok) throw new StoryFailed(`configuration: ${JSON.stringify(configuration.error.params)}`);
  const cases: CaseDocument[] = [];
  const spare = Math.ceil(count * 1.5) + 20;
  for (const { document } of generateCases({ seed, count: spare, officeCode: 'KSM', today, defects: 'saveable' })) {
    if (cases.length === count) break;
    const shared = forSharing(document);
    if (validateSave(configuration.value, shared, { today }).ok) cases.push(shared);
  }
  if (cases.length < count) throw new StoryFailed('too few of the generated cases can be saved');
  return cases;
}
