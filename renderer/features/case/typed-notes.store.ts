import { reactive } from 'vue';
import { defineStore } from 'pinia';
import type { CaseId } from '#core/ids.ts';
import { onLock } from '../../app/on-lock.ts';
import { office } from '../../bridge.ts';

interface TypedNote {
  subject: string;
  text: string;
}

/**
 * Notes that are being written, by case: leaving the page keeps them. A lock must not throw typing away, and nothing
 * may stay on the screen's side: what was typed then becomes a note.
 */
export const useTypedNotesStore = defineStore('typed-notes', () => {
  const notes = reactive(new Map<CaseId, TypedNote>());

  function of(caseId: CaseId): TypedNote {
    const known = notes.get(caseId);
    if (known !== undefined) return known;
    notes.set(caseId, { subject: '', text: '' });
    return of(caseId);
  }
  /** What is sent of a note; undefined while nothing is written. */
  function sent(caseId: CaseId): { caseId: CaseId; text: string; subject?: string } | undefined {
    const { subject, text } = of(caseId);
    if (text.trim() === '') return undefined;
    return { caseId, text, ...(subject.trim() === '' ? {} : { subject: subject.trim() }) };
  }
  function forget(caseId: CaseId): void {
    notes.delete(caseId);
  }
  async function save(): Promise<void> {
    for (const caseId of notes.keys()) {
      const note = sent(caseId);
      if (note !== undefined) await office().casework.addNote(note);
    }
  }
  function clear(): void {
    notes.clear();
  }
  onLock({ save, clear });
  return { of, sent, forget, save, clear };
});
