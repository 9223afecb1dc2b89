import type { UserId } from '#core/ids.ts';
import { isId16 } from '#core/ids.ts';
import type { OpenOffice } from './open-office.ts';

const isUserId = (text: string): text is UserId => isId16(text);

/** The name of the person in whose session something was signed; empty where nobody knows them. */
export function signerName(open: Pick<OpenOffice, 'repos'>, sessionN: number): string {
  const { offices } = open.repos;
  const session = offices.session(sessionN);
  return session === undefined ? '' : (offices.person(session.personN)?.name ?? '');
}

/** The name of a person by the id that a record holds; empty for somebody this office does not know. */
export const personName = (open: Pick<OpenOffice, 'repos'>, id: string | undefined): string =>
  id === undefined || !isUserId(id) ? '' : (open.repos.offices.personById(id)?.name ?? '');
