import { z } from 'zod';
import { ATTACHMENT_KINDS, MIMES, MOST_BYTES, SIGNED_HOW, THUMBNAIL_BYTES } from '#core/attachments/kinds.ts';
import { fieldId } from '#core/contracts/values.ts';
import { isId16, isId32 } from '#core/ids.ts';

/** A chunk is one segment of a bundle, which holds 4 MiB (exchange.md §6.6). */
export const FILE_CHUNK = 4 * 1024 * 1024;

/** How many chunks a content of so many bytes has. */
export const chunksOf = (bytes: number): number => Math.max(1, Math.ceil(bytes / FILE_CHUNK));

const hash = z.string().refine(isId32);
const base64url = /^[\w-]*$/;

/** What a commit says of an attachment, from foreign bytes. */
export const fileFacts = z
  .strictObject({
    f: z.tuple([fieldId, fieldId]),
    k: z.enum(ATTACHMENT_KINDS),
    m: z.enum(MIMES),
    b: z.int().min(1).max(MOST_BYTES),
    n: z.string().max(200),
    s: z.enum(SIGNED_HOW).exactOptional(),
    u: z.string().refine(isId16),
    t: z.int().min(0),
    h: hash,
    c: z.array(hash).min(1).max(chunksOf(MOST_BYTES)),
    p: z
      .string()
      .max(Math.ceil((THUMBNAIL_BYTES * 4) / 3))
      .regex(base64url)
      .exactOptional(),
  })
  .refine(({ b, c }) => c.length === chunksOf(b) && new Set(c).size === c.length);
