import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { CaseId } from '#core/ids.ts';
import { bridgeDouble } from '../../../tests/fixtures/bridge-double.ts';
import { locked } from '../../app/on-lock.ts';
import { useTypedNotesStore } from './typed-notes.store.ts';

const A = 'AAAAAAAAAAAAAAAAAAAAAA' as CaseId;
const B = 'BBBBBBBBBBBBBBBBBBBBBA' as CaseId;

beforeEach(() => {
  setActivePinia(createPinia());
});

describe('notes that are being written', () => {
  it('become notes when the office locks, and nothing of them stays in the window', async () => {
    const { bridge, calls } = bridgeDouble({ 'casework.addNote': () => ({}) });
    vi.stubGlobal('hifadhi', bridge);
    const notes = useTypedNotesStore();
    notes.of(A).text = 'Met at school.';
    notes.of(A).subject = ' School ';
    notes.of(B).text = '   ';
    await locked();
    expect(calls).toEqual([
      { name: 'casework.addNote', input: { caseId: A, text: 'Met at school.', subject: 'School' } },
    ]);
    expect(notes.of(A).text).toBe('');
  });
  it('stay with their case while another one is looked at', () => {
    const notes = useTypedNotesStore();
    notes.of(A).text = 'Half a sen';
    expect(notes.of(B).text).toBe('');
    expect(notes.of(A).text).toBe('Half a sen');
    notes.forget(A);
    expect(notes.sent(A)).toBeUndefined();
  });
});
