import { z } from 'zod';
import { LAYOUT_PARTS, NAME_MODES, PAPERS, SIGNERS } from './layout-def.ts';

const id = z.string().regex(/^[a-z][a-z0-9_]{0,63}$/);
const reportId = z.string().regex(/^[a-z][a-z0-9-]{1,31}$/);
const words = z.string().min(1).max(4000);
const text = z.strictObject({ en: words, fr: words, ar: words });
const lineWords = z.string().min(1).max(90);
/** Margins have room for a line. */
const line = z.strictObject({ en: lineWords, fr: lineWords, ar: lineWords });
const headWords = z.string().min(1).max(45);
const headLine = z.strictObject({ en: headWords, fr: headWords, ar: headWords });
const fields = z.array(id).min(1).max(120);

const section = z.discriminatedUnion('show', [
  z.strictObject({ show: z.literal('answers'), heading: text.exactOptional(), fields }),
  z.strictObject({ show: z.literal('texts'), fields }),
  z.strictObject({
    show: z.literal('rows'),
    rows: id,
    heading: text.exactOptional(),
    fields,
    unless: z.record(id, z.array(z.string()).min(1)).exactOptional(),
    last: z.int().min(1).max(50).exactOptional(),
    long: z.literal(true).exactOptional(),
  }),
  z.strictObject({ show: z.literal('record'), heading: text.exactOptional(), fields: fields.exactOptional() }),
  z.strictObject({ show: z.literal('forms'), form: id.exactOptional() }),
  z.strictObject({
    show: z.literal('words'),
    heading: text.exactOptional(),
    text,
    boxed: z.literal(true).exactOptional(),
  }),
  z.strictObject({ show: z.literal('lines'), heading: text, lines: z.int().min(1).max(40) }),
  z.strictObject({ show: z.literal('part'), part: z.enum(LAYOUT_PARTS), heading: text.exactOptional() }),
]);

const report = z.strictObject({
  id: reportId,
  label: text,
  about: text,
  number: z.string().min(1).max(24).exactOptional(),
  landscape: z.literal(true).exactOptional(),
  large: z.literal(true).exactOptional(),
  names: z.enum(NAME_MODES),
  mostClass: z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4), z.literal(5)]).exactOptional(),
  signatures: z
    .strictObject({ people: z.array(z.enum(SIGNERS)).max(8), explained: z.literal(true).exactOptional() })
    .exactOptional(),
  record: id.exactOptional(),
  draftUnlessApproved: z.literal(true).exactOptional(),
  sections: z.array(section).min(1).max(60).exactOptional(),
});

/** The shape of a profile's `layouts.json`; what it says is judged by `judgeLayouts`. */
export const layoutsShape = z.strictObject({
  paper: z.enum(PAPERS),
  duplex: z.literal(true).exactOptional(),
  lines: z.array(headLine).max(2),
  marking: line,
  foot: line,
  reports: z.array(report).max(60),
});
