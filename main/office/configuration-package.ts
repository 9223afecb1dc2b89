import { loadConfiguration } from '#core/forms/config-schema.ts';
import { configurationShape } from '#core/forms/config-shape.ts';
import type { Configuration } from '#core/forms/types.ts';
import { rolesAsMeant } from '#core/rights/older-roles.ts';
import { fail, ok, Refusal } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import { sha256 } from '../crypto/hashing.ts';
import { ADMIN_FIELDS } from './case-document.ts';
import { readConfiguration, readSystemParts } from './read-configuration.ts';

/**
 * What an office chooses to work with: forms, lists, rules and workflow. The forms that only use cases write belong to
 * the program and are in no package.
 */
export interface ConfigurationPackage {
  readonly configuration: Configuration;
  /** JSON of it, the same for the same content. */
  readonly body: string;
  /** SHA-256 of the body, hexadecimal. */
  readonly hash: string;
}

/** Keys in their order, so that the same content has one text. */
const inOrder = (_: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;

export const hashOf = (body: string): string => sha256(Buffer.from(body)).toString('hex');
export const bodyOfPackage = (content: unknown): string => JSON.stringify(content, inOrder);

/** Fields that every office writes by itself when it registers a child (save-draft-as-case.ts, drafts.ts). */
const NEEDED = ['case_code', 'status', 'registration_date', 'full_name', 'sex', 'age', 'risk_level', 'risk_reason'];

/**
 * A package with the roles of the program where it has none: it is older than roles. Where it is older than some rights, what
 * its roles meant.
 */
export const withRoles = (configuration: Configuration, resourcesDir: string): Configuration => ({
  ...configuration,
  roles: configuration.roles === undefined ? readSystemParts(resourcesDir).roles : rolesAsMeant(configuration.roles),
});

/** A package together with the forms of the program, and with its roles where the package has none. */
export function withSystem(configuration: Configuration, resourcesDir: string): Configuration {
  const { forms, lists } = readSystemParts(resourcesDir);
  return {
    ...withRoles(configuration, resourcesDir),
    forms: [...configuration.forms, ...forms],
    lists: [...configuration.lists, ...lists],
  };
}

/**
 * Checks the content of a package whole, as the office will work with it.
 * Errors: `CONFIG_INVALID` with `at`, the place that is wrong, `problem` and often `name`.
 */
export function checkPackage(content: unknown, resourcesDir: string): Result<ConfigurationPackage> {
  const parsed = configurationShape.safeParse(content);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return fail('CONFIG_INVALID', { at: issue?.path.map(String).join('.') ?? '', problem: issue?.code ?? 'shape' });
  }
  const system = parsed.data.forms.find((form) => form.system === true);
  if (system !== undefined) return fail('CONFIG_INVALID', { at: `forms.${system.id}`, problem: 'system_form' });
  const loaded = loadConfiguration(withSystem(parsed.data, resourcesDir));
  if (!loaded.ok) return fail('CONFIG_INVALID', { ...loaded.error.params });
  const own = [...ADMIN_FIELDS].find((field) => loaded.value.fields.has(field));
  if (own !== undefined) return fail('CONFIG_INVALID', { at: `fields.${own}`, problem: 'reserved_word', name: own });
  const missing = NEEDED.find((field) => !loaded.value.fields.has(field));
  if (missing !== undefined)
    return fail('CONFIG_INVALID', { at: `fields.${missing}`, problem: 'needed_field', name: missing });
  return ok(packageOf(parsed.data));
}

function packageOf(content: Configuration): ConfigurationPackage {
  const body = bodyOfPackage(content);
  return { configuration: packageFrom(body), body, hash: hashOf(body) };
}

/** What was checked when it was taken, read again. FORM_CONFIG_INVALID when this version of the program cannot. */
export function packageFrom(body: string): Configuration {
  const parsed = configurationShape.safeParse(JSON.parse(body));
  if (!parsed.success) throw new Refusal('FORM_CONFIG_INVALID', { at: 'configuration' });
  return parsed.data;
}

/** Files of the program do not change while it runs. */
const brought = new Map<string, ConfigurationPackage>();

/** The package of a profile that came with the program. FORM_CONFIG_INVALID when there is none. */
export function programPackage(resourcesDir: string, profile: string): ConfigurationPackage {
  const key = `${resourcesDir} ${profile}`;
  const known = brought.get(key);
  if (known !== undefined) return known;
  const loaded = readConfiguration(resourcesDir, profile);
  if (!loaded.ok) throw new Refusal(loaded.error.code, loaded.error.params);
  const { configuration } = loaded.value;
  const system = new Set(readSystemParts(resourcesDir).lists.map(({ id }) => id));
  const made = packageOf({
    ...configuration,
    forms: configuration.forms.filter((form) => form.system !== true),
    lists: configuration.lists.filter(({ id }) => !system.has(id)),
  });
  brought.set(key, made);
  return made;
}
