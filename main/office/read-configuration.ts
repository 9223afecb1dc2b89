import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { assembleConfiguration, manifestPath, partsOf } from '#core/forms/assemble.ts';
import { loadConfiguration } from '#core/forms/config-schema.ts';
import type { LoadedConfiguration } from '#core/forms/config-schema.ts';
import { configurationShape } from '#core/forms/config-shape.ts';
import { withQuestionsOn } from '#core/forms/optional-questions.ts';
import type { Configuration } from '#core/forms/types.ts';
import { fail, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';

const PROFILE = /^[a-z0-9-]+$/;

/** One file as JSON; undefined when it is missing, unreadable or not JSON: the caller names it in its refusal. */
function readJson(folder: string, path: string): unknown {
  try {
    const value: unknown = JSON.parse(readFileSync(join(folder, path), 'utf8'));
    return value;
  } catch {
    return undefined;
  }
}

/** Files of the program do not change while it runs; to check and compile a whole profile takes a while. */
const loaded = new Map<string, LoadedConfiguration>();

/**
 * The configuration of a profile from `<resourcesDir>/config/<profile>`, checked and compiled.
 *
 * @param questionsOn optional questions that are asked all the same, by field id.
 * Errors: `FORM_CONFIG_INVALID` with `at` (the file or place that is wrong).
 */
export function readConfiguration(
  resourcesDir: string,
  profile: string,
  questionsOn: readonly string[] = [],
): Result<LoadedConfiguration> {
  if (!PROFILE.test(profile)) return fail('FORM_CONFIG_INVALID', { at: 'profile' });
  const folder = join(resourcesDir, 'config');
  const key = [join(folder, profile), ...questionsOn].join(' ');
  const known = loaded.get(key);
  if (known !== undefined) return ok(known);
  const manifest = readJson(folder, manifestPath(profile));
  const parts = partsOf(manifest);
  if (!parts.ok) return parts;
  const files: Record<string, unknown> = { [manifestPath(profile)]: manifest };
  for (const path of parts.value) files[path] = readJson(folder, path);
  const joined = assembleConfiguration(profile, files);
  if (!joined.ok) return joined;
  const whole = loadConfiguration(joined.value);
  if (!whole.ok) return whole;
  const result =
    questionsOn.length === 0
      ? whole
      : loadConfiguration(withQuestionsOn(whole.value.configuration, new Set(questionsOn)));
  if (result.ok) loaded.set(key, result.value);
  return result;
}

const SYSTEM = {
  form: 'common/system.json',
  lists: 'common/system-lists.json',
  roles: 'common/roles.json',
} as const;
const systemShape = configurationShape.pick({ forms: true, lists: true, roles: true }).required();

/**
 * The parts that belong to the program: what only use cases write, in every configuration, and the roles of those that
 * are older than roles.
 */
export function readSystemParts(resourcesDir: string): Required<Pick<Configuration, 'forms' | 'lists' | 'roles'>> {
  const folder = join(resourcesDir, 'config');
  return systemShape.parse({
    forms: [readJson(folder, SYSTEM.form)],
    lists: readJson(folder, SYSTEM.lists),
    roles: readJson(folder, SYSTEM.roles),
  });
}

/** The profiles that are there to choose from, the full one first, then by name. */
export function profileNames(resourcesDir: string): readonly string[] {
  const folder = join(resourcesDir, 'config');
  // `common` holds what profiles share and is none itself.
  return readdirSync(folder)
    .filter((name) => PROFILE.test(name) && existsSync(join(folder, manifestPath(name))))
    .sort((a, b) => Number(b === 'full') - Number(a === 'full') || (a < b ? -1 : 1));
}
