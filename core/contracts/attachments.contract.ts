import { z } from 'zod';
import { ATTACHMENT_KINDS, CHUNK_BYTES, MIMES, MOST_BYTES, SIGNED_HOW, THUMBNAIL_BYTES } from '../attachments/kinds.ts';
import { call, desktopCall } from './contract.ts';
import { place } from './exchange.contract.ts';
import { caseId, fieldId, instant, line, none, rowId } from './values.ts';

const kind = z.enum(ATTACHMENT_KINDS);
const upTo = (most: number) => z.instanceof(Uint8Array).refine((bytes) => bytes.length <= most, { message: 'bytes' });
const chunk = upTo(CHUNK_BYTES);
const upload = z.string().max(64);
/** The question that holds it; its sensitivity class decides who sees the attachment. */
const field = z.strictObject({ rows: fieldId.exactOptional(), field: fieldId });
const offset = z.int().min(0).max(MOST_BYTES);

export const attachment = z.strictObject({
  id: rowId,
  kind,
  mime: z.enum(MIMES),
  bytes: z.int(),
  /** File name as it came, or of a signature the name of who signed. Absent without the right to class 4. */
  name: line.exactOptional(),
  signed: z.enum(SIGNED_HOW).exactOptional(),
  by: line,
  atUtc: instant,
  thumbnail: z.boolean(),
  /**
   * Its content is not here: it comes with a later stick or visit, the other office was asked for it, or what came is not
   * what was told of it. Absent: it is here.
   */
  missing: z.enum(['coming', 'asked', 'unfit']).exactOptional(),
});

export const attachmentsCalls = {
  /** Everything attached to a case that this person may see, oldest first. */
  list: call('case.view', z.strictObject({ caseId }), z.array(attachment)),
  /** Begins to add. The bytes follow in order; nothing is stored before `finish`. */
  begin: call(
    'case.write',
    z.strictObject({
      caseId,
      of: field,
      kind,
      name: line,
      bytes: z.int().min(1),
      signed: z.enum(SIGNED_HOW).exactOptional(),
    }),
    z.strictObject({ upload }),
  ),
  append: call('case.write', z.strictObject({ caseId, upload, at: offset, bytes: chunk }), none),
  finish: call(
    'case.write',
    z.strictObject({ caseId, upload, thumbnail: upTo(THUMBNAIL_BYTES).exactOptional() }),
    attachment,
  ),
  /** A part of at most 1 MiB, from `at` on. Reading the whole from its beginning is a line in the audit trail. */
  read: call(
    'case.view',
    z.strictObject({ caseId, id: rowId, at: offset }),
    z.strictObject({ bytes: chunk, total: z.int() }),
  ),
  thumbnail: call('case.view', z.strictObject({ caseId, id: rowId }), z.strictObject({ bytes: upTo(THUMBNAIL_BYTES) })),
  /**
   * Asks for a file. Sound and documents are stored at once, without what they say of their making; `asks`: that stays in
   * it, and `keepPicked` keeps it all the same. A picture is handed to the page, which makes it anew.
   * Null: the person changed their mind.
   */
  pick: desktopCall(
    'case.write',
    z.strictObject({ caseId, of: field, kind }),
    z
      .union([
        z.strictObject({ attachment }),
        z.strictObject({ place, name: line, bytes: z.int() }),
        z.strictObject({ asks: z.strictObject({ place, name: line }) }),
      ])
      .nullable(),
  ),
  /** Keeps a picked file that says who made it, where or with what, because it could not be taken out. */
  keepPicked: call(
    'case.write',
    z.strictObject({ caseId, of: field, kind: z.enum(['audio', 'document']), place }),
    attachment,
  ),
  /** A part of a picture that was picked. */
  readPicked: call('case.write', z.strictObject({ caseId, place, at: offset }), z.strictObject({ bytes: chunk })),
  /** Asks where, and writes a readable copy there. Null: the person changed their mind. */
  save: desktopCall('case.view', z.strictObject({ caseId, id: rowId }), z.strictObject({ fileName: line }).nullable()),
  /** Lets the page use camera and microphone from now on, or no longer (security.md, Electron rule 5). */
  capture: desktopCall('case.write', z.strictObject({ on: z.boolean() }), none),
} as const;

export type Attachment = z.infer<typeof attachment>;
export type AttachmentField = z.infer<typeof field>;
