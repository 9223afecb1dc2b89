import { z } from 'zod';

const words = z.strictObject({ en: z.string(), fr: z.string(), ar: z.string() });
const id = z.string().max(130);

const said = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('word'), key: z.string().max(80), count: z.int().exactOptional() }),
  z.strictObject({ kind: z.literal('label'), text: words }),
  z.strictObject({ kind: z.literal('typed'), text: z.string().max(4000) }),
  z.strictObject({ kind: z.literal('day'), day: z.iso.date() }),
  z.strictObject({ kind: z.literal('country'), code: z.string().max(2) }),
]);
const saidLine = z.strictObject({
  id,
  cells: z.array(z.array(said).readonly()).readonly(),
  warn: z.literal(true).exactOptional(),
});

/** The shapes of `core/privacy/said.ts`, as they cross the bridge and as they are kept. */
export const saidSection = z.strictObject({
  id,
  columns: z.array(id).readonly(),
  lines: z.array(saidLine).readonly(),
  passing: z.literal(true).exactOptional(),
});
export const saidChange = z.strictObject({
  section: id,
  kind: z.enum(['added', 'removed', 'changed']),
  line: saidLine,
  before: saidLine.exactOptional(),
});
