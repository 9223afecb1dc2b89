import type { Input } from '#core/contracts/index.ts';
import { headersKey } from '#core/import/guess-columns.ts';
import { newId } from '../../crypto/hashing.ts';
import type { OpenOffice } from '../open-office.ts';

/** Keeps what columns answer under a name; the last of a name counts. */
export function keepMapping(open: OpenOffice, { name, plan }: Input<'imports.keepMapping'>): Record<string, never> {
  const headers = headersKey(plan.columns.map(({ header }) => header));
  open.db.transaction(() => {
    open.repos.imports.putMapping({
      id: newId(),
      name: name.trim(),
      headers,
      plan: JSON.stringify(plan),
      at: open.clock.now(),
    });
  });
  return {};
}

export function removeMapping(open: OpenOffice, { id }: Input<'imports.removeMapping'>): Record<string, never> {
  open.db.transaction(() => open.repos.imports.removeMapping(id));
  return {};
}
