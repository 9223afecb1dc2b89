import type { UserId } from '#core/ids.ts';
import { isId16 } from '#core/ids.ts';
import type { OpenOffice } from './open-office.ts';

const isUserId = (text: string): text is UserId => isId16(text);

/** The name of a person by the id that a record holds; empty for somebody this office does not know. */
export const personName = (open: Pick<OpenOffice, 'repos'>, id: string | undefined): string =>
  id === undefined || !isUserId(id) ? '' : (open.repos.offices.personById(id)?.name ?? '');
