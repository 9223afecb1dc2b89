import type { ExchangePreview } from '#core/contracts/exchange.contract.ts';
import { siblingsOf } from '#core/exchange/merge.ts';
import { recordFromJson } from '#core/exchange/record-json.ts';
import { isList } from '#core/forms/answer-kind.ts';
import type { OfficeId } from '#core/ids.ts';
import { CASE_RECORD } from '#core/records/changes.ts';
import { decide } from '#core/rights/decide.ts';
import { asksToWithhold, placeIsSecret, withheldFrom } from '#core/sharing/consent.ts';
import { isAllListed, WITHHOLD_THEMES, withheldOf } from '#core/sharing/withheld.ts';
import { sha256 } from '../crypto/hashing.ts';
import { documentOf, loadCaseRow, resourceOf, sightIn, type CaseRecord, type StoredRecord } from './case-document.ts';
import type { OpenOffice } from './open-office.ts';

const CONSENT_FORM = 'consent';

/**
 * What a release rests on: which writes of the consent form's answers it saw. Any later one makes another mark, also
 * one that gives the same answer again: somebody was asked once more.
 */
export function basisOf(open: OpenOffice, { records }: CaseRecord): string {
  const form = open.configuration.configuration.forms.find((one) => one.id === CONSENT_FORM);
  const fields = (form?.sections ?? []).flatMap((section) => section.fields.map((field) => field.id));
  const seen = fields.flatMap((field) =>
    records
      .filter(({ coll }) => coll === CASE_RECORD)
      .flatMap(({ state }) => siblingsOf(state, field).map(({ dot }) => `${field} ${dot}`)),
  );
  return sha256(Buffer.from(seen.sort().join('\n'))).toString('base64url');
}

/** Whether a supervisor here released the case for this office, on the consent answers as they are now. */
export function isReleased(open: OpenOffice, record: CaseRecord, office: OfficeId): boolean {
  const basis = basisOf(open, record);
  return open.repos.cases
    .streamsOf(record.row.n)
    .filter((stream) => stream.compartment === 'admin' && stream.ownerOfficeN === open.self.officeN)
    .flatMap((stream) => open.repos.records.ofStream(stream.sid))
    .some((row) => {
      if (row.coll !== 'share_releases') return false;
      const { values } = recordFromJson(row);
      return values['release_office'] === office && values['release_basis'] === basis;
    });
}

/**
 * Whether the list of the consent says all that is withheld from offices, and nothing of it was ever answered in this
 * case. A stream is signed commit by commit, so an answer that was changed or cleared since still stands in it.
 */
export function holdsNothingWithheld(open: OpenOffice, record: CaseRecord): boolean {
  const { values } = documentOf(record);
  if (!isAllListed(open.configuration, values)) return false;
  const { holds } = withheldOf(open.configuration, values, 'office');
  const isWritten = ({ coll, state }: StoredRecord): boolean =>
    (coll !== CASE_RECORD && holds(undefined, coll)) ||
    [...Object.keys(state.values), ...Object.keys(state.fields)].some((field) => holds(coll, field));
  return !loadCaseRow(open, record.row).records.some(isWritten);
}

type Line = ExchangePreview['cases'][number];

/** The request to withhold and the limits of the consent, in what the signed-in person may read of them. */
export function requestOf(
  open: OpenOffice,
  record: CaseRecord,
  consent: Line['consent'],
): Pick<Line, 'withheld' | 'consentFor'> {
  const resource = resourceOf(open, record);
  const { sees } = sightIn(open, resource);
  const { values } = documentOf(record);
  let closed = false;
  const read = (field: string): (typeof values)[string] | undefined => {
    if (values[field] === undefined || sees(CASE_RECORD, field)) return values[field];
    closed = true;
    return undefined;
  };
  const text = (field: string): string | undefined => {
    const value = read(field);
    return typeof value === 'string' ? value : undefined;
  };
  const list = (field: string): string[] => {
    const value = read(field);
    return isList(value) ? [...value] : [];
  };
  const [services, others] = [list('consent_share_services'), text('consent_share_with')];
  const narrowed = services.length > 0 || others !== undefined;
  const consentFor = narrowed ? { consentFor: { services, ...(others === undefined ? {} : { others }) } } : {};
  const [asked, place] = [asksToWithhold(values), placeIsSecret(values)];
  if (!asked && !place) return consentFor;
  const hidden = (field: string): boolean => !sees(CASE_RECORD, field);
  closed = (asked && hidden('withhold')) || (place && hidden('location_confidential'));
  const from = list('withhold_from');
  const ticked = list(WITHHOLD_THEMES);
  const listed = withheldFrom(values, 'office') ? ticked : [];
  const [fromOther, what] = [text('withhold_from_other'), text('withhold_what')];
  const mayRelease =
    consent === 'withheld' &&
    record.row.ownerOfficeN === open.self.officeN &&
    decide(open.subject, 'review.decide', resource).allowed;
  return {
    ...consentFor,
    withheld: {
      asked,
      place: place && !hidden('location_confidential'),
      from,
      listed,
      ...(fromOther === undefined ? {} : { fromOther }),
      ...(what === undefined ? {} : { what }),
      closed,
      mayRelease,
    },
  };
}
