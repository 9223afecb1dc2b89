import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { locked } from '../../app/on-lock.ts';
import { useCaseListStore } from './case-list.store.ts';

beforeEach(() => {
  setActivePinia(createPinia());
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('the state of the case list', () => {
  it('sorts a search by match until the person chooses an order', () => {
    const list = useCaseListStore();
    list.change({ text: 'amina' });
    expect(list.query.sort).toBe('match');
    list.change({ text: '' });
    expect(list.query.sort).toBe('urgency');
    list.sort('code', true);
    list.change({ text: 'amina' });
    expect(list.query).toMatchObject({ sort: 'code', descending: true });
  });
  it('opens a view as it is counted: without the search that was typed before', () => {
    const list = useCaseListStore();
    list.change({ text: 'amina', exactSpelling: true });
    list.show('high');
    expect(list.view).toBe('high');
    expect(list.query).toMatchObject({ text: '', exactSpelling: false });
  });
  it('begins at the first row and without a selection when the filters change', () => {
    const list = useCaseListStore();
    list.cursor = 40;
    list.selected = new Set(['a']);
    list.filter({ mine: true });
    expect(list.cursor).toBe(0);
    expect(list.selected.size).toBe(0);
  });
  it('hides names five minutes after they were shown', () => {
    const list = useCaseListStore();
    list.showNames();
    vi.advanceTimersByTime(5 * 60_000 - 1);
    expect(list.namesUntil).toBeDefined();
    vi.advanceTimersByTime(1);
    expect(list.namesUntil).toBeUndefined();
  });
  it('forgets what was searched and shown when the office locks', async () => {
    const list = useCaseListStore();
    list.showNames();
    list.change({ text: 'amina' });
    await locked();
    expect(list.query.text).toBe('');
    expect(list.namesUntil).toBeUndefined();
  });
});
