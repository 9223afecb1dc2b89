import type { CaseDocument, Row, Values } from '#core/forms/types.ts';
import type { Risk } from './case-shape.ts';

/** A row as it is written at a moment; a later one of the same id takes its place. */
export interface WrittenRow {
  readonly collection: string;
  readonly row: Row;
}

/** One visit to the computer: what a worker writes down in one go. */
export interface LifeSave {
  readonly atUtc: string;
  readonly rows: readonly WrittenRow[];
  /** Opens a closed case again, with this reason; nothing else is written then. */
  readonly reopen?: string;
  /** Written by the office itself, not on a page of a form. */
  readonly act?: true;
  /** The case goes to this one of the people of the office. */
  readonly givenTo?: number;
}

/** What becomes of a registered child. */
export interface Life {
  readonly registeredAtUtc: string;
  /** What is registered: of an ended case everything, since finished files come in whole. */
  readonly start: CaseDocument;
  /** In the order of their time. */
  readonly saves: readonly LifeSave[];
  /** The case after the last save. */
  readonly document: CaseDocument;
  /** Risk levels with the instant at which each was written, earliest first. */
  readonly risks: readonly { readonly atUtc: string; readonly level: Risk }[];
}

/** Something that happened, and when it gets written down. */
export interface LifeEvent extends WrittenRow {
  readonly writtenAtUtc: string;
}

export const withRow = (document: CaseDocument, { collection, row }: WrittenRow): CaseDocument => {
  const rows = document.rows[collection] ?? [];
  const known = rows.some(({ id }) => id === row.id);
  const next = known ? rows.map((old) => (old.id === row.id ? row : old)) : [...rows, row];
  return { ...document, rows: { ...document.rows, [collection]: next } };
};
export const withValues = (document: CaseDocument, values: Values): CaseDocument => ({
  ...document,
  values: { ...document.values, ...values },
});
