import { z } from 'zod';
import type { Input, Output } from '#core/contracts/index.ts';
import { FieldIndex } from '#core/forms/field-index.ts';
import { optionalQuestions } from '#core/forms/optional-questions.ts';
import { Refusal } from '#core/result.ts';
import type { WritableDb } from '../storage/database.ts';
import { NamedTexts, putText } from '../storage/meta.repo.ts';
import { audit } from './audit.ts';
import { valueOf } from './office-files.ts';
import type { OpenOffice } from './open-office.ts';
import { readConfiguration } from './read-configuration.ts';

const SETTING = 'questions_on';
const ids = z.array(z.string());

/** Questions that the office turned on, by field id. */
export function questionsOn(db: WritableDb): readonly string[] {
  const json = new NamedTexts(db, 'setting').get(SETTING);
  const parsed = json === undefined ? undefined : ids.safeParse(JSON.parse(json));
  return parsed?.success === true ? parsed.data : [];
}

const profileOf = ({ configuration }: OpenOffice): string => configuration.configuration.profile;

/** Every question that the office may turn on, and whether it did. */
export function getOptionalQuestions(open: OpenOffice): Output<'settings.optionalQuestions'> {
  const on = new Set(questionsOn(open.db));
  const whole = valueOf(readConfiguration(open.resourcesDir, profileOf(open))).configuration;
  return optionalQuestions(whole).map(({ id }) => ({ field: id, on: on.has(id) }));
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
  const configuration = valueOf(readConfiguration(open.resourcesDir, profileOf(open), on));
  open.db.transaction(() => {
    putText(open.db, 'setting', SETTING, JSON.stringify(on));
    audit(open, 'office.questions', open.self.code, 'done', on.join(' '));
  });
  open.configuration = configuration;
  open.fields = new FieldIndex(configuration.configuration);
  open.emit({ type: 'changed', cases: [], all: true });
  return {};
}
