import { validateSave } from '#core/forms/validate.ts';
import type { CaseDocument } from '#core/forms/types.ts';
import { readConfiguration } from '../../main/office/read-configuration.ts';
import type { GeneratedCase, GenerateOptions } from '../../tests/builders/case-shape.ts';
import { generateCases } from '../../tests/builders/cases.ts';
import { lifeOf } from '../../tests/builders/life.ts';
import type { Life } from '../../tests/builders/life-shape.ts';
import { StoryFailed } from '../../tests/builders/office-caller.ts';
import { shareable } from '../../tests/builders/shareable.ts';

/**
 * Generated cases for the demo, which sends every one to the second office. The generator breaks rules on purpose; a
 * case that could not be saved in the app is passed over, and the next one is taken.
 */
function saveable(resourcesDir: string, options: GenerateOptions): GeneratedCase[] {
  const configuration = readConfiguration(resourcesDir, 'full');
  if (!configuration.ok) throw new StoryFailed(`configuration: ${JSON.stringify(configuration.error.params)}`);
  const { count, today } = options;
  const cases: GeneratedCase[] = [];
  for (const one of generateCases({ ...options, count: Math.ceil(count * 1.5) + 20 })) {
    if (cases.length === count) break;
    // Both offices write in one case while they are apart, so one at least is open.
    const open = cases.some(({ expected }) => expected.status === 'open');
    if (cases.length === count - 1 && !open && one.expected.status !== 'open') continue;
    const document = shareable(one.document);
    if (validateSave(configuration.value, document, { today }).ok) cases.push({ ...one, document });
  }
  if (cases.length < count) throw new StoryFailed('too few of the generated cases can be saved');
  return cases;
}

const optionsOf = (seed: number, count: number, today: string): GenerateOptions => ({
  seed,
  count,
  officeCode: 'KSM',
  today,
  defects: 'saveable',
});

/** Children as they are registered, and nothing of what comes after. */
export const demoCases = (resourcesDir: string, seed: number, count: number, today: string): CaseDocument[] =>
  saveable(resourcesDir, optionsOf(seed, count, today)).map(({ document }) => document);

/** The same children with everything that became of them until the evening before `today`. */
export function demoLives(resourcesDir: string, seed: number, count: number, today: string): Life[] {
  const options = optionsOf(seed, count, today);
  return saveable(resourcesDir, options).map((one) => lifeOf(options, one));
}
