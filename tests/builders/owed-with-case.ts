import type { CaseId } from '#core/ids.ts';
import type { TestOffice } from '../exchange/office-pair.ts';
import { momentAt, wallDay } from './calendar-days.ts';

const DAY_MS = 86_400_000;
export const WHO_ASKS = 'Mama Neema, the market';

/** Writes down that somebody asks for the data of a case, or to correct them. */
export async function askForData(
  at: Pick<TestOffice, 'caller'>,
  code: string,
  sort: 'access' | 'correction',
): Promise<string> {
  const asked = {
    sort,
    by: 'caregiver',
    who: WHO_ASKS,
    received: wallDay(Date.now() - 5 * DAY_MS),
    what: 'All that is kept.',
  } as const;
  return (await at.caller.call('dataRequests.open', { ...asked, identity: '', code })).id;
}
/** Writes down an incident in which cases were affected, in words that speak of somebody else. */
export async function affected(at: Pick<TestOffice, 'caller'>, cases: readonly CaseId[]): Promise<void> {
  const moment = momentAt(`${wallDay(Date.now() - 3 * DAY_MS)}T08:00`);
  const { id } = await at.caller.call('breaches.open', {
    title: 'The bag of Baraka',
    sort: 'stick',
    known: moment,
    what: 'Taken from the bag of Baraka on the bus.',
    data: ['names', 'contacts'],
    lost: '',
    measures: '',
  });
  await at.caller.call('breaches.add', { id, entry: { kind: 'records', cases: [...cases], text: 'They lay on it.' } });
  const told = { kind: 'told', whom: 'people', on: moment, how: 'Visited' } as const;
  await at.caller.call('breaches.add', { id, entry: told });
}
