import type { CaseLine } from '#core/contracts/cases.contract.ts';
import type { AgeValue } from '#core/forms/types.ts';
import type { CaseResource } from '#core/rights/decide.ts';
import { lineSight } from '#core/rights/sight.ts';
import { risk, status } from '#core/contracts/values.ts';
import type { CaseListRow, OwnerOfLine } from '../storage/case-list.repo.ts';
import { isRestricted, isUnnamed } from './case-exceptions.ts';
import { instantOf } from './clock.ts';
import type { OpenOffice } from './open-office.ts';
import { todayIn } from './today.ts';

const EXCHANGE = ['none', 'waiting', 'written', 'delivered', 'received'] as const;

function monthsBetween(from: string, to: string): number {
  const [y1 = 0, m1 = 1, d1 = 1] = from.split('-').map(Number);
  const [y2 = 0, m2 = 1, d2 = 1] = to.split('-').map(Number);
  return (y2 - y1) * 12 + (m2 - m1) - (d2 < d1 ? 1 : 0);
}

/** Age on `today`: from the day of birth, or advanced from the day on which it was stated (reference.md §7.4). */
export function ageOn(row: CaseListRow, today: string): Pick<CaseLine, 'ageYears' | 'ageMonths' | 'ageAbout'> {
  const exact = row.birthPrecision === 'day';
  if (row.birthDate !== null) {
    const date =
      row.birthDate.length === 4
        ? `${row.birthDate}-07-01`
        : row.birthDate.length === 7
          ? `${row.birthDate}-15`
          : row.birthDate;
    const months = Math.max(0, monthsBetween(date, today));
    return months < 24
      ? { ageMonths: months, ageAbout: !exact }
      : { ageYears: Math.floor(months / 12), ageAbout: !exact };
  }
  if (row.ageJson === null) return { ageAbout: false };
  const age = JSON.parse(row.ageJson) as AgeValue;
  const since = Math.max(0, monthsBetween(age.asOf, today));
  const months = (age.months ?? (age.years ?? 0) * 12) + since;
  return months < 24 && age.months !== undefined
    ? { ageMonths: months, ageAbout: true }
    : { ageYears: Math.floor(months / 12), ageAbout: true };
}

/** The case of a line as rights see it. */
export function resourceOfLine(open: OpenOffice, { caseId, ownerUser, ownerOfficeN }: OwnerOfLine): CaseResource {
  const ownerOffice = open.repos.offices.officeId(ownerOfficeN);
  if (ownerOffice === undefined) throw new Error('a case without an office');
  return { caseId, ownerUser: ownerUser ?? undefined, ownerOffice };
}

/** The initials of a child, for somebody whose lists may say them. */
export const initialsIn = (open: OpenOffice, row: CaseListRow): string =>
  lineSight(open.subject, resourceOfLine(open, row), open.fields)('full_name') ? row.initials : '';

/** A line of the list as a person may see it. `names`: only after it was decided and written down. */
export function lineOf(open: OpenOffice, row: CaseListRow, names: boolean): CaseLine {
  const office = open.repos.offices.office(row.ownerOfficeN);
  const owner = row.ownerUser === null ? undefined : open.repos.offices.personById(row.ownerUser);
  const knownRisk = risk.safeParse(row.risk);
  const knownStatus = status.safeParse(row.status);
  const also = row.also.split('\n')[0] ?? '';
  const says = lineSight(open.subject, resourceOfLine(open, row), open.fields);
  const named = names && says('full_name');
  return {
    caseId: row.caseId,
    code: row.code,
    ...(named ? { name: row.name } : {}),
    ...(named && also !== '' ? { alsoKnown: also } : {}),
    initials: says('full_name') ? row.initials : '',
    ...(isUnnamed(open, row.caseId) ? { nameHidden: true as const } : {}),
    ...(isRestricted(open, row.caseId) ? { restricted: true as const } : {}),
    ...(row.sex === '' || !says('sex') ? {} : { sex: row.sex }),
    ...(says('age') ? ageOn(row, todayIn(open.self.timeZone, open.clock.now())) : { ageAbout: false }),
    status: knownStatus.success ? knownStatus.data : 'open',
    ...(knownRisk.success && says('risk_level') ? { risk: knownRisk.data } : {}),
    ...(row.concern === null || row.concernSensitive || !says('protection_concerns') ? {} : { concern: row.concern }),
    concernSensitive: row.concernSensitive && says('protection_concerns'),
    ...(row.registered?.length === 10 && says('registration_date') ? { registered: row.registered } : {}),
    updatedAtUtc: instantOf(row.updatedAt),
    ...(owner ? { owner: { user: owner.userId, name: owner.name } } : {}),
    office: { id: office?.officeId ?? open.self.officeId, code: office?.code ?? '', own: row.isOwn },
    conflicts: row.conflicts,
    exchange: EXCHANGE.find((state) => state === row.exchange) ?? 'none',
  };
}
