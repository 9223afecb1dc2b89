import type { CaseId } from '#core/ids.ts';

/** What is done on the family page, each in a dialog of its own. */
export type FamilyAct =
  | { readonly kind: 'join'; readonly row?: string | undefined; readonly name?: string | undefined }
  | { readonly kind: 'leave'; readonly caseId: CaseId; readonly code: string }
  | { readonly kind: 'share' }
  | { readonly kind: 'incident'; readonly row: string };

/** Where the registration of somebody of the family begins. */
export const registerPath = (caseId: CaseId, row?: string): { path: string; query: Record<string, string> } => ({
  path: '/register',
  query: { family: caseId, ...(row === undefined ? {} : { member: row }) },
});

/** The buttons to which the focus goes back when a dialog closes. */
export const MORE_ID = 'family-more';
export const SHARE_ID = 'family-share';
export const sameId = (row: string): string => `family-same-${row}`;
export const personId = (line: string): string => `family-person-${line}`;
