import type { CaseDocument, Row } from '#core/forms/types.ts';
import { pathKey, type FieldPath } from '#core/forms/view.ts';
import type { Translate } from './context.ts';
import { marked, type Runs } from './document.ts';
import type { DrawnSignature } from './signed.ts';

/** Whether a section, a field, or a field of a row is asked, given all answers (skip logic of `core/forms`). */
export type Asked = (where: { readonly section: string; readonly field?: string; readonly row?: Row }) => boolean;

/** A case as whoever prints it may see it. */
export interface FilledCase {
  readonly code: string;
  /** Of cases that were merged into it. */
  readonly otherCodes?: readonly string[];
  readonly document: CaseDocument;
  readonly asked: Asked;
  /** `field` or `rows.field`: answers closed to the person who prints. */
  readonly closed: ReadonlySet<string>;
  /** `field`, `rows.field` or `rows`: what the consent withholds from whom a paper is for; absent: it stays in the office. */
  readonly withheld?: ReadonlySet<string>;
  /** `field` or `rows.field`: two offices answered differently and nobody has decided. */
  readonly undecided: ReadonlySet<string>;
  /** By `pathKey`: the child, the caregiver or somebody else disputes the answer. */
  readonly disputed?: ReadonlySet<string>;
  /** Signatures that were given in the program, by their ids; absent where no picture can be shown. */
  readonly drawn?: (id: string) => DrawnSignature | undefined;
  /** Records that need an approval and have none, by row id. */
  readonly drafts?: ReadonlySet<string>;
}

/** An answer with what has to be said beside it: that offices answered differently, or that somebody disputes it. */
export function withMarks(runs: Runs, path: FieldPath, { undecided, disputed }: FilledCase, t: Translate): Runs {
  const key = 'rows' in path ? `${path.rows}.${path.field}` : path.field;
  return [
    ...runs,
    ...(undecided.has(key) ? [marked(t('print.undecided'))] : []),
    ...(disputed?.has(pathKey(path)) === true ? [marked(t('print.disputed'))] : []),
  ];
}
