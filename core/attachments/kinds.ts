/** What an attachment is, as the question that holds it says. */
export const ATTACHMENT_KINDS = ['photo', 'audio', 'document', 'signature'] as const;
export type AttachmentKind = (typeof ATTACHMENT_KINDS)[number];

/** How somebody signed: with pen, mouse or finger here; by a typed name, confirmed; on paper that was scanned. */
export const SIGNED_HOW = ['drawn', 'typed', 'paper'] as const;
export type SignedHow = (typeof SIGNED_HOW)[number];

export const MOST_BYTES = 20 * 1024 * 1024;
export const MOST_PER_CASE = 100;
/** A part of a file that crosses the bridge at once. */
export const CHUNK_BYTES = 1024 * 1024;
export const THUMBNAIL_BYTES = 64 * 1024;

/** What may be kept, with the ending that a saved copy gets. */
export const ENDINGS = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'audio/mpeg': 'mp3',
  'audio/mp4': 'm4a',
  'audio/webm': 'webm',
  'audio/wav': 'wav',
  'application/pdf': 'pdf',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
  'application/vnd.oasis.opendocument.text': 'odt',
  'text/plain': 'txt',
  'text/csv': 'csv',
} as const;
export type AttachmentMime = keyof typeof ENDINGS;
export const MIMES = Object.keys(ENDINGS) as readonly AttachmentMime[];

/** Endings that a dialog offers for a kind. Pictures are made anew by the page, so it may begin with others. */
export const OFFERED_ENDINGS: Readonly<Record<AttachmentKind, readonly string[]>> = {
  photo: ['jpg', 'jpeg', 'png', 'webp'],
  signature: ['jpg', 'jpeg', 'png', 'webp'],
  audio: ['mp3', 'm4a', 'webm', 'wav'],
  document: ['pdf', 'docx', 'xlsx', 'odt', 'txt', 'csv'],
};

export const isAttachmentKind = (text: string): text is AttachmentKind =>
  ATTACHMENT_KINDS.some((kind) => kind === text);
