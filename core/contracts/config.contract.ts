import { z } from 'zod';
import type { Area } from '#core/forms/area.ts';
import type { AreaFault } from '#core/forms/area-file.ts';
import type { ConfigurationChange } from '#core/forms/configuration-changes.ts';
import type { Configuration } from '#core/forms/types.ts';
import type { UnreadableAnswers } from '#core/forms/unreadable-answers.ts';
import { call, desktopCall } from './contract.ts';
import { fromComputer, instant, language, line, none } from './values.ts';

const text = z.record(language, z.string());
/** SHA-256 of a package, hexadecimal. */
const hash = z.string().regex(/^[0-9a-f]{64}$/);
const profile = z.string().regex(/^[a-z0-9-]{1,64}$/);
const one = z.strictObject({ hash, profile, version: z.int(), label: text });

const change = z.custom<ConfigurationChange>((v) => typeof v === 'object' && v !== null && 'about' in v);
const unreadable = z.custom<UnreadableAnswers>((v) => typeof v === 'object' && v !== null && 'why' in v);

/** What a package would change here. */
const preview = z.strictObject({
  ...one.shape,
  description: text,
  /** Against what is in force: the same, of the same profile, or another profile's. */
  than: z.enum(['same', 'newer', 'older', 'equal', 'other']),
  changes: z.array(change),
  /** Somebody asked for it, and it waits for a second person: it is agreed to or taken back where that stands. */
  waits: z.boolean(),
  /** Places that stand in the way; with any of them there is no switch. */
  unreadable: z.array(unreadable),
});

const areasPreview = z.strictObject({
  hash,
  count: z.int(),
  added: z.int(),
  renamed: z.int(),
  gone: z.int(),
  /** Those that are part of another place from now on, and were not before. */
  merged: z.int(),
  /** Lines that are wrong; with any of them nothing is taken. */
  faults: z.array(z.custom<AreaFault>((v) => typeof v === 'object' && v !== null && 'line' in v)),
});

export const configCalls = {
  /** The office's forms, option lists and rules. Loaded and checked by the office; the page compiles them again. */
  get: call(
    'session',
    none,
    z.custom<Configuration>((v) => typeof v === 'object' && v !== null && 'forms' in v),
  ),
  /** What is in force, what was before, and what came with the program. */
  packages: call(
    'office.settings',
    none,
    z.strictObject({
      now: z.strictObject({ ...one.shape, sinceUtc: instant }),
      earlier: z.array(z.strictObject({ ...one.shape, sinceUtc: instant })),
      program: z.array(one),
      /** The computer of this office that put the one in force first, where it was not this one. */
      from: fromComputer.exactOptional(),
      /**
       * What another computer of this office works with, and this one does not. `ready`: it can be looked at; the others
       * are not known by more than their hash: parts of it have not come, or only a later program can work with it.
       */
      told: z
        .strictObject({
          hash,
          from: fromComputer,
          state: z.enum(['ready', 'incomplete', 'unusable']),
          named: one.exactOptional(),
        })
        .exactOptional(),
      /** The computer of this office that the tree of places came from. */
      placesFrom: fromComputer.exactOptional(),
    }),
  ),
  /** Which other computer of this office works with something else, if one does. */
  elsewhere: call('office.settings', none, z.strictObject({ from: fromComputer.exactOptional() })),
  /** Looks at one that is here already: a profile of the program, one that was in force before, or one that waits. FORM_STALE. */
  look: call('office.settings', z.union([z.strictObject({ profile }), z.strictObject({ hash })]), preview),
  /** Asks for a file and looks at it. CONFIG_FOREIGN, CONFIG_DAMAGED, CONFIG_NEWER, CONFIG_INVALID { at, problem }. */
  pick: desktopCall('office.settings', none, preview.nullable()),
  /** Saves what is in force as a file for other offices. */
  save: desktopCall('office.settings', none, z.strictObject({ fileName: line }).nullable()),
  /**
   * Puts the package in force that was looked at last. FORM_STALE for another one; CONFIG_UNREADABLE { at } when stored
   * answers stand against it, SECOND_WAITS. `cases`: of how many the lists and tasks were made again.
   */
  switch: call('office.settings', z.strictObject({ hash }), z.strictObject({ cases: z.int() })),
  /** Every area of the office's own tree, also those that left it; empty while it has none. */
  areas: call(
    'session',
    none,
    z.custom<Area[]>((v) => Array.isArray(v)),
  ),
  /** Asks for a file of areas and looks at it. AREAS_FOREIGN. */
  pickAreas: desktopCall('office.settings', none, areasPreview.nullable()),
  /** Takes the tree that was looked at last. FORM_STALE for another one. */
  takeAreas: call('office.settings', z.strictObject({ hash }), z.strictObject({ count: z.int() })),
} as const;

export type AreasPreview = z.infer<typeof areasPreview>;
export type PackagePreview = z.infer<typeof preview>;
