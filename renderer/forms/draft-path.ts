import type { Output } from '#core/contracts/index.ts';

/** Where a draft is gone on with. */
export function draftPath(draft: Output<'cases.drafts'>[number]): string {
  if (draft.search === true) {
    const { of, row } = draft.family ?? {};
    const family = of === undefined ? '' : `&family=${of}${row === undefined ? '' : `&member=${row}`}`;
    return `/register?search=${draft.draftId}${family}`;
  }
  if (draft.handover !== undefined) return `/case/${draft.handover}/hand-over`;
  return draft.caseId === undefined ? `/register/${draft.draftId}` : `/case/${draft.caseId}?edit=1`;
}
