import { describe, expect, it } from 'vitest';
import { nextTick } from 'vue';
import { field, form, load, open, text } from './form-page.fixture.ts';

describe('an answer of several parts', () => {
  it('is a moment only when day and time are there, typed in any digits', async () => {
    const { value, control, part, page: p } = await open(load(form('main', [field('at', 'date_time')])));
    await control('at').setValue('20');
    await part('Month').setValue('11');
    await part('Year').setValue('2026');
    await part('at, time').trigger('focusout');
    expect(value('at')).toBeUndefined();
    expect(p.text()).toContain('Enter a day and a time that exist');
    await part('at, time').setValue('٨:٣٠');
    expect(value('at')).toEqual({ at: '2026-11-20T08:30', zone: 'Africa/Nairobi' });
    await part('at, time').setValue('25:00');
    expect(value('at')).toBeUndefined();
  });
  it('leaves an end of a span open, and is blank without both', async () => {
    const { value, page: p } = await open(load(form('main', [field('span', 'date_range')])));
    const years = p.findAll<HTMLInputElement>('[aria-label="Year"]');
    const months = p.findAll<HTMLInputElement>('[aria-label="Month"]');
    const days = p.findAll<HTMLInputElement>('[aria-label="Day"]');
    for (const [inputs, typed] of [
      [days, '3'],
      [months, '4'],
      [years, '2026'],
    ] as const)
      await inputs[1]?.setValue(typed);
    expect(value('span')).toEqual({ to: '2026-04-03', calendar: 'gregory' });
    await days[1]?.setValue('');
    expect(value('span')).toBeUndefined();
  });
  it('is an age in years, a range of them when only that is known, or months', async () => {
    const { value, control, part, page: p, state } = await open(load(form('main', [field('old', 'age')])));
    await control('old').setValue('7');
    expect(value('old')).toMatchObject({ years: 7 });
    await p.get('select').setValue('range');
    await part('old, up to').setValue('9');
    expect(value('old')).toMatchObject({ years: 7, toYears: 9 });
    await control('old').setValue('8');
    expect(value('old')).toMatchObject({ years: 8, toYears: 9 });
    state.session.endRun();
    await p.get('select').setValue('months');
    expect(value('old')).toMatchObject({ months: 8 });
    state.session.undo();
    await nextTick();
    expect(p.get('select').element.value).toBe('range');
  });
  it('counts each option and all together', async () => {
    const { value, control, page: p } = await open(load(form('main', [field('seen', 'tally', { options: 'sex' })])));
    await control('seen-f').setValue('3');
    await control('seen-m').setValue('4');
    expect(value('seen')).toEqual({ tally: { f: 3, m: 4 } });
    expect(p.get('.tally__total output').text()).toBe('7');
    await control('seen-f').setValue('-1');
    expect(value('seen')).toEqual({ tally: { m: 4 } });
    await control('seen-m').setValue('');
    expect(value('seen')).toBeUndefined();
  });
  it('takes an amount as it is written here, and asks for its currency', async () => {
    const config = load(form('main', [field('first', 'money'), field('second', 'money')]));
    const { value, control, part, page: p } = await open(config);
    await control('first').setValue('1 500,50');
    await control('first').trigger('focusout');
    expect(value('first')).toBeUndefined();
    expect(p.text()).toContain('Enter an amount such as');
    await part('first, currency in three letters').setValue('kes');
    expect(value('first')).toEqual({ amount: '1500.50', currency: 'KES' });
    p.unmount();
    const again = await open(config, { values: { first: { amount: '5', currency: 'KES' } } });
    await again.control('second').setValue('20');
    expect(again.value('second')).toEqual({ amount: '20', currency: 'KES' });
  });
});

describe('an answer that is chosen', () => {
  it('is a tick or nothing', async () => {
    const { value, control } = await open(load(form('main', [field('done', 'tick')])));
    await control('done').setValue(true);
    expect(value('done')).toBe('yes');
    await control('done').setValue(false);
    expect(value('done')).toBeUndefined();
  });
  it('is a score by its digit, and keeps unknown apart from it', async () => {
    const { value, control, page: p } = await open(load(form('main', [field('food', 'scale', { options: 'hunger' })])));
    expect(p.text()).toContain('Often too little');
    await control('food').trigger('keydown', { key: '3', code: 'Digit3' });
    expect(value('food')).toBe(3);
    await control('food').trigger('keydown', { key: '0', code: 'Digit0', altKey: true });
    expect(value('food')).toEqual({ missing: 'unknown' });
  });
  it('is a place found by the name of the area around it, and shows the way to it', async () => {
    const { value, control, page: p } = await open(load(form('main', [field('where', 'place', { minLevel: 2 })])));
    expect(p.get(`label[for="${control('where').attributes('id') ?? ''}"]`).text()).toContain('where');
    await control('where').setValue('coast');
    const options = p.findAll('[role="option"]').map((one) => one.text());
    expect(options.some((one) => one.startsWith('Harbour') && one.includes('Coast › Kisimani'))).toBe(true);
    expect(options.some((one) => one.startsWith('Coast'))).toBe(false);
    await control('where').setValue('harb');
    await control('where').trigger('keydown', { key: 'Enter' });
    expect(value('where')).toBe('mb010203');
    expect(p.text()).toContain('Coast › Kisimani');
  });
  it('is offered as other answers allow', async () => {
    const filter = { girls: "sex = 'f'", boys: "sex = 'm'" };
    const fields = [
      field('sex', 'choice', { options: 'sex' }),
      field('helper', 'choice', { options: 'helpers', optionFilter: filter }),
    ];
    const { page: p, state } = await open(load(form('main', fields)), { values: { sex: 'f' } });
    expect(p.text()).toContain('Girls’ club');
    expect(p.text()).not.toContain('Boys’ club');
    state.answer({ field: 'sex' }, 'm');
    await nextTick();
    expect(p.text()).not.toContain('Girls’ club');
  });
  it('is a row of another table by its line, or none', async () => {
    const fields = [
      field('goals', 'rows', { summary: ['goal'], fields: [field('goal', 'text')] }),
      field('about', 'row_link', { of: 'goals' }),
    ];
    const goals = [{ id: 'g1', values: { goal: 'Back to school' } }];
    const { value, control, page: p } = await open(load(form('main', fields)), { rows: { goals } });
    expect(p.find(`label[for="${control('about').attributes('id') ?? ''}"]`).exists()).toBe(true);
    await control('about').setValue('school');
    await control('about').trigger('keydown', { key: 'Enter' });
    expect(value('about')).toBe('g1');
    expect(control('about').element.value).toBe('Back to school');
    await control('about').setValue('none');
    expect(p.findAll('[role="option"]').length).toBe(1);
    await control('about').trigger('keydown', { key: 'Enter' });
    expect(value('about')).toBeUndefined();
  });
});

describe('a question', () => {
  it('says where its answer was copied from, until it is another one', async () => {
    const fields = [
      field('home', 'text'),
      field('visits', 'rows', { record: true, fields: [field('place', 'text', { prefill: 'home' })] }),
    ];
    const { page: p, state } = await open(load(form('main', fields)), { values: { home: 'Dock street' } });
    await p.get('[data-add-row]').trigger('click');
    const [row] = state.session.document.rows['visits'] ?? [];
    expect(row?.values).toEqual({ place: 'Dock street' });
    expect(p.text()).toContain('From “home”');
    state.answer({ rows: 'visits', row: row?.id ?? '', field: 'place' }, 'Mill lane');
    await nextTick();
    expect(p.text()).not.toContain('From “home”');
  });
  it('shows on F1 what to ask beside why', async () => {
    const { control, page: p } = await open(
      load(
        form('main', [field('sleep', 'text', { why: text('Safety at night'), guide: text('Who sleeps beside you?') })]),
      ),
    );
    expect(p.text()).not.toContain('Who sleeps');
    await control('sleep').trigger('keydown', { key: 'F1' });
    expect(p.text()).toContain('Safety at night');
    expect(p.text()).toContain('Who sleeps beside you?');
  });
  it('stands under its heading, also when it is asked for a reason', async () => {
    const fields = [
      field('head', 'separator', { label: text('The night') }),
      field('sleeps', 'text', { relevant: 'answered(name)' }),
      field('name', 'text'),
    ];
    const { page: p, state } = await open(load(form('main', fields)), { values: { name: 'Amani' } });
    expect(p.findAll('h3').map((one) => one.text())).toEqual(['The night']);
    state.answer({ field: 'name' }, undefined);
    await nextTick();
    expect(p.findAll('h3').map((one) => one.text())).toEqual(['The night']);
  });
});
