import { validateSave } from '#core/forms/validate.ts';
import type { CaseDocument } from '#core/forms/types.ts';
import { readConfiguration } from '../../main/office/read-configuration.ts';
import { generateCases } from '../../tests/builders/cases.ts';
import { StoryFailed } from '../../tests/builders/office-caller.ts';
import { shareable } from '../../tests/builders/shareable.ts';

/**
 * Generated cases for the demo, which sends every one to the second office. The generator breaks rules on purpose; a case that could not be saved in the app is
 * passed over, and the next one is taken.
 */
export function demoCases(resourcesDir: string, seed: number, count: number, today: string): CaseDocument[] {
  const configuration = readConfiguration(resourcesDir, 'full');
  if (!configuration.ok) throw new StoryFailed(`configuration: ${JSON.stringify(configuration.error.params)}`);
  const cases: CaseDocument[] = [];
  const spare = Math.ceil(count * 1.5) + 20;
  for (const { document } of generateCases({ seed, count: spare, officeCode: 'KSM', today, defects: 'saveable' })) {
    if (cases.length === count) break;
    const shared = shareable(document);
    if (validateSave(configuration.value, shared, { today }).ok) cases.push(shared);
  }
  if (cases.length < count) throw new StoryFailed('too few of the generated cases can be saved');
  return cases;
}
