import { z } from 'zod';
import { PAPERS, SIGNERS } from '../forms/layout-def.ts';
import { LANGUAGES } from '../forms/types.ts';
import { call } from './contract.ts';
import { fromComputer, none } from './values.ts';

/** A margin has room for a line of this length. */
export const LINE_LENGTH = 90;
/** The head has less room: two lines of this length beside the office's name. */
export const HEAD_LENGTH = 45;
export const MOST_LINES = 2;
/** A logo is printed 25 mm high: more pixels than this only make every file larger. */
export const LOGO_PIXELS = 600;
export const MOST_LOGO_BYTES = 300 * 1024;

const line = z.string().trim().min(1).max(LINE_LENGTH);
const inLanguages = <T extends z.ZodType>(part: T) => z.partialRecord(z.enum(LANGUAGES), part);
const reportId = z.string().regex(/^[a-z][a-z0-9-]{1,31}$/);

/** What the office changed of its papers; what is absent stays as the configuration has it. */
export const officePaper = z.strictObject({
  paper: z.enum(PAPERS).exactOptional(),
  duplex: z.boolean().exactOptional(),
  lines: inLanguages(z.array(line.max(HEAD_LENGTH)).max(MOST_LINES).readonly()).exactOptional(),
  marking: inLanguages(line).exactOptional(),
  foot: inLanguages(line).exactOptional(),
  reports: z
    .record(
      reportId,
      z.strictObject({
        number: z.string().trim().max(24).exactOptional(),
        signers: z.array(z.enum(SIGNERS)).max(SIGNERS.length).readonly().exactOptional(),
        explained: z.boolean().exactOptional(),
      }),
    )
    .exactOptional(),
});

const picture = z.instanceof(Uint8Array).refine((bytes) => bytes.length <= MOST_LOGO_BYTES, { message: 'bytes' });

export const paperCalls = {
  /** How the office's papers look, as far as it differs from the configuration. */
  get: call(
    'session',
    none,
    z.strictObject({
      office: officePaper,
      logo: z.boolean(),
      /** The computer of this office that the logo came from, or that took it away. */
      logoFrom: fromComputer.exactOptional(),
    }),
  ),
  /** Replaces it. What the configuration does not know is kept out: FORM_INVALID { field: the layout }. Audited. */
  set: call('office.settings', officePaper, none),
  /** The office's logo; null without one. */
  logo: call('office.settings', none, z.strictObject({ bytes: picture.nullable() })),
  /** A PNG or JPEG that the page made anew from its pixels; null takes it away. FILE_NOT_PICTURE. Audited. */
  setLogo: call('office.settings', z.strictObject({ bytes: picture.nullable() }), none),
} as const;
