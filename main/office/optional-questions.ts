import type { Input, Output } from '#core/contracts/index.ts';
import { optionalQuestions } from '#core/forms/optional-questions.ts';
import { Refusal } from '#core/result.ts';
import { putText } from '../storage/meta.repo.ts';
import { audit } from './audit.ts';
import { officeConfiguration, QUESTIONS_ON, questionsOn, workWith } from './office-configuration.ts';
import type { OpenOffice } from './open-office.ts';

/** Every question that the office may turn on, and whether it did. */
export function getOptionalQuestions(open: OpenOffice): Output<'settings.optionalQuestions'> {
  const on = new Set(questionsOn(open.db));
  const { configuration } = officeConfiguration(open.db, open.resourcesDir, open.clock.now(), []);
  return optionalQuestions(configuration).map(({ id }) => ({ field: id, on: on.has(id) }));
}

/**
 * Turns questions on or off; the forms follow at once, on the page as in print. What was answered before is kept.
 * FORM_INVALID { field } for a question that is not an office's to turn on.
 */
export function setOptionalQuestions(
  open: OpenOffice,
  input: Input<'settings.setOptionalQuestions'>,
): Record<string, never> {
  const possible = new Set(getOptionalQuestions(open).map(({ field }) => field));
  const stray = input.on.find((field) => !possible.has(field));
  if (stray !== undefined) throw new Refusal('FORM_INVALID', { field: stray });
  const on = [...new Set(input.on)].sort();
  const configuration = officeConfiguration(open.db, open.resourcesDir, open.clock.now(), on);
  open.db.transaction(() => {
    putText(open.db, 'setting', QUESTIONS_ON, JSON.stringify(on));
    audit(open, 'office.questions', open.self.code, 'done', on.join(' '));
  });
  workWith(open, configuration);
  open.emit({ type: 'changed', cases: [], all: true });
  return {};
}
