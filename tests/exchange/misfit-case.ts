import type { CaseDocument } from '#core/forms/types.ts';
import type { CaseId } from '#core/ids.ts';
import { oneChild } from '../builders/one-child.ts';
import type { Report, TestOffice } from './office-pair.ts';

export const onDay = (date: string) => ({ date, precision: 'day', calendar: 'gregory' }) as const;

/** A separated child who was born on a known day; nobody has said when it was separated. */
export function bornIn2014(): CaseDocument {
  const { values, rows } = oneChild();
  const others = Object.entries(values).filter(([field]) => !['age', 'separation_date'].includes(field));
  const values2014 = { protection_status: 'separated', date_of_birth: onDay('2014-03-01') };
  return { values: { ...Object.fromEntries(others), ...values2014 }, rows };
}

/** A case at both offices, in which each then writes a day: together they say that it was separated before it was born. */
export async function writtenApart(
  owner: TestOffice,
  partner: TestOffice,
  stick: string,
): Promise<{ readonly caseId: CaseId; readonly meet: () => Promise<Report> }> {
  const caseId = await owner.register(bornIn2014());
  await partner.read(await owner.write(partner, stick, { cases: [caseId] }));
  await owner.edit(caseId, { separation_date: onDay('2015-06-01') });
  await partner.edit(caseId, { date_of_birth: onDay('2016-03-01') });
  return { caseId, meet: async () => owner.read(await partner.write(owner, stick)) };
}
