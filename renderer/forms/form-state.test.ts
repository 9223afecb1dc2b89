import { mount } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { defineComponent, h } from 'vue';
import type { Draft } from '#core/contracts/cases.contract.ts';
import { loadConfiguration } from '#core/forms/config-schema.ts';
import type { CaseDocument, FieldDef, Text } from '#core/forms/types.ts';
import { locked } from '../app/on-lock.ts';
import { useDraftSaver, type DraftSaver } from './draft-saver.ts';
import { openForm, type FormState } from './form-state.ts';
import { layOut } from './section-layout.ts';
import { widgetOf } from './widget.ts';

const text = (word: string): Text => ({ en: word, fr: word, ar: word });
const field = (id: string, type: FieldDef['type'], more: Partial<FieldDef> = {}): FieldDef => ({
  id,
  type,
  label: text(id),
  sensitivity: 3,
  compartment: 'core',
  ...more,
});
const FIELDS: readonly FieldDef[] = [
  field('given', 'name', { need: 'save', width: 8 }),
  field('years', 'number', { width: 4 }),
  field('stated', 'number', { width: 4 }),
  field('school', 'choice', { options: 'yes_no', width: 6 }),
  field('level', 'text', { relevant: "school = 'yes'", width: 6 }),
  field('secret', 'text', { width: 12 }),
];
const loaded = loadConfiguration({
  profile: 'test',
  version: 1,
  label: text('test'),
  description: text('test'),
  forms: [
    {
      id: 'main',
      version: 1,
      label: text('main'),
      step: 'C1',
      sections: [{ id: 'first', label: text('first'), fields: FIELDS }],
    },
  ],
  lists: [{ id: 'yes_no', options: ['yes', 'no'].map((id) => ({ id, label: text(id) })) }],
  rules: [
    {
      id: 'T1',
      kind: 'W',
      form: 'main',
      fields: ['years', 'stated'],
      brokenWhen: 'answered(years) and answered(stated) and years != stated',
      message: text('differs'),
      fixes: [{ label: text('use'), field: 'stated', value: 'years' }],
      explainable: true,
    },
    {
      id: 'T2',
      kind: 'W',
      form: 'main',
      fields: ['given'],
      brokenWhen: 'answered(given) and not answered(secret)',
      message: text('secret needed'),
    },
  ],
});
if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
const config = loaded.value;

const open = (document: CaseDocument = { values: {}, rows: {} }, masked: readonly string[] = []): FormState =>
  openForm({ config, document, today: '2026-11-24', accepted: [], masked });
const rules = (form: FormState): string[] => form.checks.value.map((check) => check.rule);

describe('the checks on the page', () => {
  it('are judged on leaving a field, never while typing, and go at once when put right', () => {
    const form = open();
    form.answer({ field: 'years' }, 9);
    form.leave();
    form.answer({ field: 'stated' }, 7);
    expect(rules(form)).not.toContain('T1');
    form.leave();
    expect(rules(form)).toContain('T1');
    form.answer({ field: 'stated' }, 9);
    expect(rules(form)).not.toContain('T1');
  });
  it('say that an answer is needed only after a try to save', () => {
    const form = open();
    form.leave();
    expect(rules(form)).not.toContain('NEEDED');
    form.showAll();
    expect(rules(form)).toContain('NEEDED');
    form.answer({ field: 'given' }, { missing: 'unknown' });
    expect(rules(form)).not.toContain('NEEDED');
  });
  it('say nothing about an answer that is closed to the person', () => {
    const document = { values: { given: 'Amani' }, rows: {} };
    expect(rules(open(document))).toContain('T2');
    expect(rules(open(document, ['secret']))).not.toContain('T2');
  });
  it('keep the reason for which both are right', () => {
    const form = open({ values: { years: 9, stated: 7 }, rows: {} });
    const [check] = form.checks.value.filter((one) => one.rule === 'T1');
    if (check === undefined) throw new Error('no check');
    form.accept(check, 'twins');
    expect(form.accepted.value).toEqual([{ rule: 'T1', field: 'years', reason: 'twins' }]);
    expect(form.checks.value.find((one) => one.rule === 'T1')?.accepted).toBe('twins');
  });
});

describe('the layout of a section', () => {
  it('puts twelve columns in a line, hides what is not asked and a check under its line', () => {
    const form = open({ values: { years: 9, stated: 7, school: 'yes' }, rows: {} });
    const fields = form.view.value.forms[0]?.sections[0]?.fields ?? [];
    const blocks = layOut(fields, form.checks.value);
    expect(blocks.map((block) => block.lines.map((line) => line.fields.map((one) => one.def.id)))).toEqual([
      [
        ['given', 'years'],
        ['stated', 'school'],
      ],
      [['level']],
      [['secret']],
    ]);
    expect(blocks[0]?.lines[0]?.checks.map((check) => check.rule)).toEqual(['T1']);
    form.answer({ field: 'school' }, 'no');
    const fewer = layOut(form.view.value.forms[0]?.sections[0]?.fields ?? [], []);
    expect(
      fewer
        .flatMap((block) => block.lines)
        .flatMap((line) => line.fields)
        .map((one) => one.def.id),
    ).not.toContain('level');
  });
  it('shows few short answers side by side, long ones below each other, and many as a list', () => {
    const def = field('one', 'choice', { width: 6 });
    expect(widgetOf(def, ['Yes', 'No'], ['Unknown'])).toBe('segments');
    expect(widgetOf(def, ['An answer of many words', 'Another answer of many words'], [])).toBe('radios');
    expect(widgetOf(def, ['a', 'b', 'c', 'd', 'e', 'f'], [])).toBe('list');
    expect(widgetOf(field('two', 'choices'), ['a'], [])).toBe('checks');
  });
});

describe('the draft of a form', () => {
  const changeDraft = vi.fn();
  const saveDraft = vi.fn();
  const draft: Draft = {
    draftId: 'AAAAAAAAAAAAAAAAAAAAAA' as Draft['draftId'],
    document: { values: {}, rows: {} },
    opened: { values: {}, rows: {} },
    today: '2026-11-24',
    savedAtUtc: '2026-11-24T08:00:00Z',
    startedAtUtc: '2026-11-24T08:00:00Z',
    accepted: [],
    notSameAs: [],
  };
  function start(): { form: FormState; saver: DraftSaver; end: () => void } {
    const form = open();
    const made: DraftSaver[] = [];
    const page = mount(
      defineComponent({
        setup() {
          made.push(useDraftSaver(form, draft));
          return () => h('p');
        },
      }),
    );
    const [saver] = made;
    if (saver === undefined) throw new Error('no saver');
    return { form, saver, end: () => page.unmount() };
  }
  beforeEach(() => {
    vi.useFakeTimers();
    for (const call of [changeDraft, saveDraft]) {
      call.mockReset();
      call.mockResolvedValue({ ok: true, value: { savedAtUtc: '2026-11-24T08:01:00Z' } });
    }
    vi.stubGlobal('hifadhi', { cases: { changeDraft, saveDraft } });
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it('is written within a second of the last key, also while somebody types without a pause', async () => {
    const { form, saver, end } = start();
    for (let typed = 1; typed <= 10; typed += 1) {
      form.answer({ field: 'given' }, 'a'.repeat(typed));
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(changeDraft).toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1000);
    expect(changeDraft.mock.lastCall?.[0]).toMatchObject({ patch: { values: { given: 'aaaaaaaaaa' } } });
    expect(saver.state.value).toBe('saved');
    end();
  });
  it('is tried again when it could not be written, and says so until it is', async () => {
    changeDraft.mockResolvedValueOnce({ ok: false, error: { code: 'DISK_FULL', params: {}, ref: '' } });
    const { form, saver, end } = start();
    form.answer({ field: 'given' }, 'Amani');
    expect(await saver.saveNow()).toBe(false);
    expect(saver.state.value).toBe('failed');
    await vi.advanceTimersByTimeAsync(5000);
    expect(saver.state.value).toBe('saved');
    // What of the first try is stored is not certain: all of it goes over.
    expect(changeDraft).toHaveBeenCalledTimes(1);
    expect(saveDraft.mock.lastCall?.[0]).toMatchObject({ document: { values: { given: 'Amani' } } });
    end();
  });
  it('holds only what differs from what was written before, and all of it when the office has another one', async () => {
    const { form, saver, end } = start();
    form.answer({ field: 'given' }, 'Amani');
    await saver.saveNow();
    form.answer({ field: 'secret' }, '0123');
    changeDraft.mockResolvedValueOnce({ ok: false, error: { code: 'FORM_STALE', params: {}, ref: '' } });
    expect(await saver.saveNow()).toBe(true);
    expect(changeDraft.mock.lastCall?.[0]).toMatchObject({ patch: { values: { secret: '0123' }, rows: {} } });
    expect(saveDraft.mock.lastCall?.[0]).toMatchObject({ document: { values: { given: 'Amani', secret: '0123' } } });
    end();
  });
  it('is written before a lock, and never after', async () => {
    const { form, end } = start();
    form.answer({ field: 'given' }, 'Amani');
    await locked();
    expect(changeDraft).toHaveBeenCalledTimes(1);
    form.answer({ field: 'given' }, 'Amani B');
    await vi.advanceTimersByTimeAsync(5000);
    end();
    expect(changeDraft).toHaveBeenCalledTimes(1);
  });
  it('is not written when nothing was changed', async () => {
    const { saver, end } = start();
    expect(await saver.saveNow()).toBe(true);
    expect(changeDraft).not.toHaveBeenCalled();
    end();
  });
});
