import { describe, expect, it } from 'vitest';
import { nextTick } from 'vue';
import type { FieldValue } from '#core/forms/types.ts';
import { field, form, key, load, open, text } from './form-page.fixture.ts';

const VISIT = [
  field('h1', 'separator', { label: text('The visit') }),
  field('on', 'date', { need: 'C1' }),
  field('how', 'text', { need: 'C1' }),
  field('h2', 'separator', { label: text('Afterwards') }),
  field('next', 'text'),
];
const visits = field('visits', 'rows', {
  label: text('Visits'),
  record: true,
  summary: ['on', 'how'],
  sortBy: { field: 'on', descending: true },
  fields: VISIT,
});
const steps = field('steps', 'rows', {
  label: text('Steps'),
  within: { rows: 'visits', by: 'of_visit' },
  fields: [field('of_visit', 'row_link', { of: 'visits' }), field('step', 'text')],
});
const on = (date: string): FieldValue => ({ date, precision: 'day', calendar: 'gregory' });
const RECORDS = {
  visits: [
    { id: 'v1', values: { on: on('2026-11-02'), how: 'By phone' } },
    { id: 'v2', values: { on: on('2026-11-20'), how: 'At home' } },
  ],
  steps: [
    { id: 's1', values: { of_visit: 'v1', step: 'Call the school' } },
    { id: 's2', values: { of_visit: 'v2', step: 'See the aunt' } },
  ],
};

describe('a record form', () => {
  const config = load(form('main', [visits, steps]));
  it('lists its records newest first and opens one as a page with its headings and its own rows', async () => {
    const { page: p } = await open(config, { rows: RECORDS });
    const rows = p.findAll('tr[data-row]');
    expect(rows.map((row) => row.text())).toEqual(['20 Nov 2026At home', '2 Nov 2026By phone']);
    expect(p.text()).not.toContain('Steps');
    rows[0]?.element.dispatchEvent(new FocusEvent('focus'));
    await rows[0]?.trigger('keydown', { key: 'Enter' });
    expect(p.get('.record-head__title').text()).toContain('20 Nov 2026 · At home');
    expect(p.findAll('.form-sec__title').map((one) => one.text().split(' ')[0])).toEqual([
      'The',
      'Afterwards',
      'Steps',
    ]);
    expect(p.findAll('.form-nav__sub li').length).toBe(3);
    expect(p.text()).toContain('See the aunt');
    expect(p.text()).not.toContain('Call the school');
    key('Escape');
    await nextTick();
    await nextTick();
    expect(document.activeElement?.textContent).toContain('At home');
  });
  it('adds a record with the key, and its rows know where they stand', async () => {
    const { page: p, state } = await open(config);
    key('Enter', { ctrlKey: true, shiftKey: true });
    await nextTick();
    expect(p.find('.record-head').exists()).toBe(true);
    const [visit] = state.session.document.rows['visits'] ?? [];
    await p.get('.form-sec [data-add-row]').trigger('click');
    expect(state.session.document.rows['steps']?.[0]?.values).toEqual({ of_visit: visit?.id });
    expect(p.find('[aria-label="of_visit"]').exists()).toBe(false);
  });
  it('removes a record with its rows, and takes that back', async () => {
    const { page: p, state } = await open(config, { rows: RECORDS });
    await p.findAll('tr[data-row]')[0]?.trigger('keydown', { key: 'Delete' });
    expect(state.session.document.rows['visits']?.map(({ id }) => id)).toEqual(['v1']);
    expect(state.session.document.rows['steps']?.map(({ id }) => id)).toEqual(['s1']);
    key('z', { ctrlKey: true, code: 'KeyZ' });
    expect(state.session.document.rows['visits']?.length).toBe(2);
    expect(state.session.document.rows['steps']?.length).toBe(2);
  });
  it('keeps saved rows of a table to which rows are only added, and says why', async () => {
    const locked = load(form('main', [{ ...visits, appendOnly: true }, steps]));
    const { page: p, state } = await open(locked, { rows: RECORDS });
    await p.findAll('tr[data-row]')[0]?.trigger('keydown', { key: 'Delete' });
    expect(state.session.document.rows['visits']?.length).toBe(2);
    await p.findAll('tr[data-row]')[0]?.trigger('keydown', { key: 'Enter' });
    expect(p.text()).toContain('This entry was saved and stays as it is.');
    expect(p.findAll('.form-pane input').length).toBe(0);
  });
  it('goes to the next missing answer, into the record that lacks it', async () => {
    const rows = { visits: [{ id: 'v1', values: { on: on('2026-11-02') } }] };
    await open(config, { rows });
    key('m', { ctrlKey: true, code: 'KeyM' });
    await nextTick();
    await nextTick();
    await nextTick();
    expect(document.activeElement?.id).toBe('q-visits.v1.how');
  });
  it('reads the same pages without a control', async () => {
    const { page: p } = await open(config, { rows: RECORDS }, { writing: false });
    expect(p.findAll('[data-add-row]').length).toBe(0);
    await p.findAll('tr[data-row]')[1]?.trigger('focus');
    await p.findAll('tr[data-row]')[1]?.trigger('keydown', { key: 'Enter' });
    expect(p.text()).toContain('By phone');
    expect(p.text()).toContain('Call the school');
    expect(p.findAll('.form-pane input').length).toBe(0);
  });
});

describe('a table in a form', () => {
  it('does not move a row away while somebody writes in it', async () => {
    const things = field('things', 'rows', {
      sortBy: { field: 'n' },
      fields: [field('n', 'number'), field('what', 'text')],
    });
    const rows = { things: [1, 2, 3].map((n) => ({ id: `t${n}`, values: { n, what: `thing ${n}` } })) };
    const { page: p, state } = await open(load(form('main', [things])), { rows });
    const order = (): string[] => p.findAll('tr[data-row]').map((row) => row.attributes('id') ?? '');
    await p.get('[id="row-things.t1"]').trigger('keydown', { key: 'Enter' });
    state.answer({ rows: 'things', row: 't1', field: 'n' }, 9);
    await nextTick();
    expect(order()).toEqual(['row-things.t1', 'row-things.t2', 'row-things.t3']);
    await p.get('[id="row-things.t1"]').trigger('keydown', { key: 'Enter' });
    await nextTick();
    expect(order()).toEqual(['row-things.t2', 'row-things.t3', 'row-things.t1']);
  });
});

describe('the list of forms', () => {
  it('follows the steps, and leaves out what is not offered and what only use cases write', async () => {
    const config = load(
      form('main', [field('girl', 'tick')]),
      form('later', [field('a', 'text')], { step: 'C5' }),
      form('club', [field('b', 'text')], { step: 'C2', relevant: "girl = 'yes'" }),
      form('papers', [field('c', 'text')], { step: 'C5', group: 'file' }),
      form('inner', [field('d', 'text')], { system: true }),
    );
    const { page: p, state } = await open(config);
    const labels = (): string[] => p.findAll('.form-nav__group, .form-nav > ul > li > a').map((one) => one.text());
    const said = (): string => labels().join('|');
    expect(said()).toMatch(/^Registration\|.*Form main\|Follow-up\|.*Form later\|File\|.*Form papers$/);
    state.answer({ field: 'girl' }, 'yes');
    await nextTick();
    expect(said()).toMatch(/Form main\|Assessment\|.*Form club\|Follow-up/);
    expect(said()).not.toContain('Form inner');
  });
});
