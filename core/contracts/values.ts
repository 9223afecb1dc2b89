import { z } from 'zod';
import { isId16 } from '#core/ids.ts';
import type { BundleId, CaseId, DeviceId, DraftId, OfficeId, ProgrammeId, SessionId, UserId } from '#core/ids.ts';
import { LANGUAGES } from '#core/forms/types.ts';
import { roleId } from '#core/rights/role-shape.ts';

const id = <T extends string>() => z.custom<T>((v) => typeof v === 'string' && isId16(v), { message: 'id' });
export const caseId = id<CaseId>();
export const officeId = id<OfficeId>();
export const programmeId = id<ProgrammeId>();
export const deviceId = id<DeviceId>();
export const userId = id<UserId>();
export const draftId = id<DraftId>();
export const bundleId = id<BundleId>();
export const sessionId = id<SessionId>();
export const rowId = z.string().refine(isId16, { message: 'id' });

export const none = z.strictObject({});
export const language = z.enum(LANGUAGES);
export const role = roleId;
/** An instant, UTC, ISO 8601. */
export const instant = z.iso.datetime();
/** A day, `YYYY-MM-DD`. */
export const day = z.iso.date();
/** One line that a person types. Longer text is refused at the gate, before it reaches a form. */
export const line = z.string().max(500);
export const reason = z.string().trim().min(3).max(2000);
export const fieldId = z.string().regex(/^[a-z][a-z0-9_]{0,63}$/);

export const missing = z.strictObject({ missing: z.enum(['unknown', 'refused', 'not_asked']) });
export const dateValue = z.strictObject({
  date: z.string().regex(/^\d{4}(-\d{2}(-\d{2})?)?$/),
  precision: z.enum(['day', 'month', 'year', 'about']),
  calendar: z.enum(['gregory', 'ethiopic', 'persian', 'islamic-umalqura', 'buddhist']),
  text: z.string().max(200).exactOptional(),
});
export const ageValue = z.strictObject({
  years: z.int().min(0).max(150).exactOptional(),
  months: z.int().min(0).max(1800).exactOptional(),
  toYears: z.int().min(0).max(150).exactOptional(),
  asOf: day,
});
export const dateTimeValue = z.strictObject({
  at: z.string().regex(/^\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d$/),
  zone: z.string().regex(/^[A-Za-z][A-Za-z0-9_+-]{0,31}(\/[A-Za-z0-9_+-]{1,32}){0,2}$/),
});
export const dateRangeValue = z
  .strictObject({ from: day.exactOptional(), to: day.exactOptional(), calendar: dateValue.shape.calendar })
  .refine((range) => range.from !== undefined || range.to !== undefined, { message: 'range' });
/** Names of counted things are option ids: codes of other systems may stand in them. */
const optionId = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/);
export const tallyValue = z.strictObject({
  tally: z
    .record(optionId, z.int().min(0).max(1_000_000))
    .refine((counts) => Object.keys(counts).length <= 200, { message: 'tally' }),
});
export const moneyValue = z.strictObject({
  amount: z.string().regex(/^-?\d{1,12}(\.\d{1,3})?$/),
  currency: z.string().regex(/^[A-Z]{3}$/),
});
/** Texts up to 1.5 MB pass the gate so that a pasted megabyte is answered by the form, with a sentence at the field. */
export const fieldValue = z.union([
  z.string().max(1_500_000),
  z.int(),
  z.array(z.string().max(200)).max(500),
  missing,
  dateValue,
  ageValue,
  dateTimeValue,
  dateRangeValue,
  tallyValue,
  moneyValue,
]);
export const values = z.record(fieldId, fieldValue);
export const row = z.strictObject({ id: rowId, values });
export const caseDocument = z.strictObject({ values, rows: z.record(fieldId, z.array(row).max(500)) });

/** What makes an earlier state of some answers the later one (`core/forms/document-patch.ts`). */
export const documentPatch = z.strictObject({
  values: z.record(fieldId, fieldValue.nullable()),
  rows: z.record(
    fieldId,
    z.strictObject({ order: z.array(rowId).max(500).exactOptional(), rows: z.array(row).max(500) }),
  ),
});

/**
 * Another computer of this office, of which something came; without a name it is the first one. `atUtc`: when that was
 * decided there, as far as it is known.
 */
export const fromComputer = z.strictObject({ computer: line.exactOptional(), atUtc: instant.exactOptional() });
export type FromComputer = z.infer<typeof fromComputer>;

export const status = z.enum(['open', 'closed', 'transferred', 'duplicate', 'disabled']);
export const risk = z.enum(['high', 'medium', 'low', 'none']);

/** Who wrote something, and at which office. */
export const writer = {
  by: line,
  office: line,
  /** Of people of other offices in a programme with an authority: whether their office signed for who it was. */
  certified: z.boolean().exactOptional(),
};
