import { importDraft, type ImportDraft } from '#core/contracts/imports.contract.ts';
import type { Input } from '#core/contracts/index.ts';
import type { OpenOffice } from '../open-office.ts';

const KEY = 'import_draft';

/** What this person had begun; undefined without any, and for one that another version of the program kept. */
export function draftOf(open: OpenOffice): ImportDraft | undefined {
  const kept = open.repos.views.choice(open.me.id, KEY);
  return importDraft.safeParse(JSON.parse(kept ?? 'null')).data;
}

export function keepImportDraft(open: OpenOffice, { draft }: Input<'imports.keepDraft'>): Record<string, never> {
  open.db.transaction(() => {
    open.repos.views.choose(open.me.id, KEY, draft === null ? null : JSON.stringify(draft));
  });
  return {};
}
