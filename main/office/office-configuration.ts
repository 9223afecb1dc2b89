import { z } from 'zod';
import { loadConfiguration, type LoadedConfiguration } from '#core/forms/config-schema.ts';
import { FieldIndex } from '#core/forms/field-index.ts';
import { withQuestionsOn } from '#core/forms/optional-questions.ts';
import { bindAreas } from '#core/forms/place-tree.ts';
import { withRetired } from '#core/forms/retired.ts';
import type { Configuration } from '#core/forms/types.ts';
import { AreaRepo } from '../storage/area.repo.ts';
import { ConfigurationRepo } from '../storage/configuration.repo.ts';
import type { WritableDb } from '../storage/database.ts';
import { NamedTexts } from '../storage/meta.repo.ts';
import { packageFrom, programPackage, withSystem } from './configuration-package.ts';
import { valueOf } from './office-files.ts';
import { renewSubject } from './roles-in-force.ts';
import type { OpenOffice } from './open-office.ts';

/** The setting that holds the questions which the office turned on. */
export const QUESTIONS_ON = 'questions_on';
const ids = z.array(z.string());

/** The setting that says which tree of areas the office has: the hash of its file. */
export const AREAS_MARK = 'areas';

/** Questions that the office turned on, by field id. */
export function questionsOn(db: WritableDb): readonly string[] {
  const json = new NamedTexts(db, 'setting').get(QUESTIONS_ON);
  const parsed = json === undefined ? undefined : ids.safeParse(JSON.parse(json));
  return parsed?.success === true ? parsed.data : [];
}

/** To check and compile a configuration takes a while, and most offices open with the one of the last time. */
const compiled = new Map<string, LoadedConfiguration>();
const MOST_COMPILED = 12;

/** The packages that the office works and worked with, the one in force first. */
export function keptPackages(db: WritableDb): readonly Configuration[] {
  const kept = new ConfigurationRepo(db);
  return kept.all().map(({ hash }) => packageFrom(kept.body(hash) ?? ''));
}

/** An office that is new, or older than packages, works with what the program brings for its profile. */
function adopt(db: WritableDb, resourcesDir: string, at: number): void {
  const profile = new NamedTexts(db, 'setting').get('profile');
  if (profile === undefined) throw new Error('the database has no profile');
  const { hash, body, configuration } = programPackage(resourcesDir, profile);
  new ConfigurationRepo(db).use({ hash, body, profile, version: configuration.version }, at);
}

/**
 * What an office works with, ready to use: the package in force with the forms of the program, and what earlier packages
 * asked, for reading.
 *
 * @param on optional questions that are asked all the same.
 */
export function officeConfiguration(
  db: WritableDb,
  resourcesDir: string,
  at: number,
  on: readonly string[] = questionsOn(db),
): LoadedConfiguration {
  const kept = new ConfigurationRepo(db);
  if (kept.all().length === 0) adopt(db, resourcesDir, at);
  const tree = new NamedTexts(db, 'setting').get(AREAS_MARK) ?? '';
  const key = [resourcesDir, ...kept.all().map(({ hash }) => hash), `areas:${tree}`, ...on].join(' ');
  const known = compiled.get(key);
  if (known !== undefined) return known;
  const [now, ...earlier] = keptPackages(db);
  if (now === undefined) throw new Error('the office has no configuration');
  const whole = withRetired(withSystem(now, resourcesDir), earlier);
  const made = valueOf(loadConfiguration(withQuestionsOn(whole, new Set(on))));
  bindAreas(made.configuration, new AreaRepo(db).all());
  if (compiled.size >= MOST_COMPILED) compiled.clear();
  compiled.set(key, made);
  return made;
}

/** The open office goes on with another configuration from here. */
export function workWith(open: OpenOffice, configuration: LoadedConfiguration): void {
  open.configuration = configuration;
  open.fields = new FieldIndex(configuration.configuration);
  renewSubject(open);
}
