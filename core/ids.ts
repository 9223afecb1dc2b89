declare const brand: unique symbol;
type Brand<B extends string> = string & { readonly [brand]: B };

/** All 16-byte ids travel as 22 characters of base64url without padding; hashes of 32 bytes as 43. */
export type CaseId = Brand<'case'>;
export type StreamId = Brand<'stream'>;
export type DeviceId = Brand<'device'>;
export type OfficeId = Brand<'office'>;
export type ProgrammeId = Brand<'programme'>;
export type UserId = Brand<'user'>;
export type SessionId = Brand<'session'>;
export type BundleId = Brand<'bundle'>;
export type DraftId = Brand<'draft'>;
/** SHA-256 of a commit's bytes. */
export type CommitId = Brand<'commit'>;

const ID16 = /^[A-Za-z0-9_-]{21}[AQgw]$/;
const ID32 = /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/;

/** Whether `text` is the one base64url spelling of 16 bytes. */
export const isId16 = (text: string): boolean => ID16.test(text);
/** Whether `text`, from an address or the like, may name a draft. */
export const isDraftId = (text: unknown): text is DraftId => typeof text === 'string' && isId16(text);
/** Whether `text` is the one base64url spelling of 32 bytes. */
export const isId32 = (text: string): boolean => ID32.test(text);
