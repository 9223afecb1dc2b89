import { momentIn, textIn } from '../casework/row-values.ts';
import type { CaseDocument, Row } from '../forms/types.ts';

/** Rows of the case in which it is written down who disputes an answer (reference.md §8.2, article 16). */
export const DISPUTES = 'disputes';

/** Who disputes an answer. Names are permanent. */
export const DISPUTED_BY = ['child', 'caregiver', 'other'] as const;

export const isSettled = ({ values }: Row): boolean => momentIn(values, 'dispute_settled_at') !== undefined;

/** The answers that somebody disputes and that are not settled, by `pathKey`. */
export const disputedIn = (rows: CaseDocument['rows']): ReadonlySet<string> =>
  new Set(
    (rows[DISPUTES] ?? []).flatMap((row) => {
      const path = textIn(row.values, 'dispute_path');
      return path === undefined || isSettled(row) ? [] : [path];
    }),
  );
