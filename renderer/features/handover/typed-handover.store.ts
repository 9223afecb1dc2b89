import { reactive } from 'vue';
import { defineStore } from 'pinia';
import type { CaseId, OfficeId } from '#core/ids.ts';
import { onLock } from '../../app/on-lock.ts';

/** A hand-over that is being written. */
export interface TypedHandover {
  office?: OfficeId | undefined;
  reason?: string | undefined;
  why: string;
  summary: string;
  safety: string;
  childTold?: 'yes' | 'no' | undefined;
  caregiverTold?: 'yes' | 'no' | undefined;
}

/** Hand-overs that are being written, by case: leaving the page keeps them; a lock leaves nothing on the screen's side. */
export const useTypedHandoverStore = defineStore('typed-handover', () => {
  const all = reactive(new Map<CaseId, TypedHandover>());
  function of(caseId: CaseId): TypedHandover {
    const known = all.get(caseId);
    if (known !== undefined) return known;
    all.set(caseId, { why: '', summary: '', safety: '' });
    return of(caseId);
  }
  function forget(caseId: CaseId): void {
    all.delete(caseId);
  }
  function clear(): void {
    all.clear();
  }
  onLock({ clear });
  return { of, forget, clear };
});
