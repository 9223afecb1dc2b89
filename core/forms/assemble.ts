import { z } from 'zod';
import { fail, ok } from '../result.ts';
import type { Result } from '../result.ts';

/** A path inside `resources/config`, as a manifest names it. It cannot climb out of the folder. */
const part = z.string().regex(/^[a-z0-9-]+(\/[a-z0-9-]+)*\.json$/);

/**
 * `<profile>/profile.json`: what the profile is called, and the files it is made of, in the order in which they appear.
 * A file of lists may be shared between profiles: it is named from the folder that holds all profiles.
 */
const manifest = z.strictObject({
  profile: z.string(),
  version: z.int(),
  label: z.unknown(),
  description: z.unknown(),
  forms: z.array(part),
  lists: z.array(part),
  rules: z.array(part),
  /** Forms that only use cases write: shared by all profiles, after the others. */
  system: z.array(part).exactOptional(),
  workflow: part.exactOptional(),
  layouts: part.exactOptional(),
  roles: part.exactOptional(),
  numbers: part.exactOptional(),
});
type Manifest = z.infer<typeof manifest>;

const filesOf = ({
  forms,
  lists,
  rules,
  system = [],
  workflow,
  layouts,
  roles,
  numbers,
}: Manifest): readonly string[] => [
  ...forms,
  ...lists,
  ...rules,
  ...system,
  ...(workflow === undefined ? [] : [workflow]),
  ...(layouts === undefined ? [] : [layouts]),
  ...(roles === undefined ? [] : [roles]),
  ...(numbers === undefined ? [] : [numbers]),
];

/** Where the manifest of a profile stands, counted from the folder of all profiles. */
export const manifestPath = (profile: string): string => `${profile}/profile.json`;

/** The files that a manifest names, in its order. Error: `FORM_CONFIG_INVALID` when it is not a manifest. */
export function partsOf(source: unknown): Result<readonly string[]> {
  const parsed = manifest.safeParse(source);
  if (!parsed.success) return fail('FORM_CONFIG_INVALID', { at: 'profile.json' });
  return ok(filesOf(parsed.data));
}

/**
 * Joins the parsed files of a profile into one configuration, still to be judged by `loadConfiguration`.
 *
 * @param profile folder name of the profile.
 * @param files parsed JSON by path, counted from the folder of all profiles; more than needed does no harm.
 * Errors: `FORM_CONFIG_INVALID` when the manifest or a file it names is missing or of another shape.
 */
export function assembleConfiguration(profile: string, files: Readonly<Record<string, unknown>>): Result<unknown> {
  const parsed = manifest.safeParse(files[manifestPath(profile)]);
  if (!parsed.success || parsed.data.profile !== profile) {
    return fail('FORM_CONFIG_INVALID', { at: manifestPath(profile) });
  }
  const { forms, lists, rules, system = [], workflow, layouts, roles, numbers, ...head } = parsed.data;
  const missing = filesOf(parsed.data).find((path) => files[path] === undefined);
  if (missing !== undefined) return fail('FORM_CONFIG_INVALID', { at: missing });
  return ok({
    ...head,
    forms: [...forms, ...system].map((path) => files[path]),
    lists: lists.flatMap((path) => files[path]),
    rules: rules.flatMap((path) => files[path]),
    ...(workflow === undefined ? {} : { workflow: files[workflow] }),
    ...(layouts === undefined ? {} : { layouts: files[layouts] }),
    ...(roles === undefined ? {} : { roles: files[roles] }),
    ...(numbers === undefined ? {} : { numbers: files[numbers] }),
  });
}
