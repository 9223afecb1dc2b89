import { describe, expect, it } from 'vitest';
import { isBlank, namesToChoose, orderOf, reportOf, type PrintChoices } from './print-choices.ts';

const ID = 'A'.repeat(22);
const LIST = {
  text: '',
  exactSpelling: false,
  status: [],
  risk: [],
  sex: [],
  mine: false,
  conflicts: false,
  office: 'all' as const,
  sort: 'code' as const,
  descending: false,
};
const summary = reportOf('case-summary', ID, LIST);
const form = reportOf('registration', ID, LIST);
const choices = (more: Partial<PrintChoices>): PrintChoices => ({
  language: 'en',
  paper: 'A4',
  names: 'code',
  mostClass: 5,
  audit: false,
  why: '',
  purpose: ' Case conference ',
  ...more,
});

describe('what is ordered from the printer', () => {
  it('is a report of a real case, a blank form or the list', () => {
    expect(summary).toEqual({ kind: 'case-summary', caseId: ID });
    expect(reportOf('registration', 'not an id', LIST)).toBeUndefined();
    expect(reportOf('case-summary', undefined, LIST)).toBeUndefined();
    expect(reportOf('blank-registration', undefined, LIST)).toEqual({ kind: 'blank-registration' });
    expect(reportOf('case-list', undefined, LIST)).toEqual({ kind: 'case-list', query: LIST });
    expect(reportOf('reminders', undefined, LIST)).toEqual({ kind: 'reminders', of: 'mine' });
    expect(reportOf('reminders', undefined, LIST, { of: 'office' })).toEqual({ kind: 'reminders', of: 'office' });
    const row = `${'A'.repeat(21)}Q`;
    expect(reportOf('referral', ID, LIST, { row })).toEqual({ kind: 'referral', caseId: ID, row });
    expect(reportOf('referral', ID, LIST)).toBeUndefined();
    expect(reportOf('audit', ID, LIST)).toBeUndefined();
  });
  it('shows the child as this report usually does, or less, without a reason', () => {
    if (summary === undefined || form === undefined) throw new Error('no report');
    expect(orderOf(summary, choices({}), undefined)).toMatchObject({ names: 'default', purpose: 'Case conference' });
    expect(orderOf(form, choices({ names: 'full' }), undefined)).toMatchObject({ names: 'default' });
    expect(orderOf(form, choices({ names: 'initials', why: 'left over' }), undefined)).not.toHaveProperty('why');
  });
  it('waits for a reason before it shows more', () => {
    if (summary === undefined) throw new Error('no report');
    expect(orderOf(summary, choices({ names: 'initials' }), undefined)).toBeUndefined();
    expect(orderOf(summary, choices({ names: 'full', why: '  x ' }), undefined)).toBeUndefined();
    expect(orderOf(summary, choices({ names: 'full', why: ' Family tracing ' }), undefined)).toMatchObject({
      names: 'full',
      why: 'Family tracing',
    });
  });
  it('is a form or a paper of the configuration, with the record it is about', () => {
    const row = `${'A'.repeat(21)}Q`;
    expect(reportOf('form', ID, LIST, { paper: 'case_plan', row })).toEqual({
      kind: 'form',
      caseId: ID,
      form: 'case_plan',
      row,
    });
    expect(reportOf('layout', ID, LIST, { paper: 'court' })).toEqual({ kind: 'layout', caseId: ID, layout: 'court' });
    expect(reportOf('layout', ID, LIST, { paper: '../x' })).toBeUndefined();
    expect(reportOf('blank-form', undefined, LIST, { paper: 'followup' })).toEqual({
      kind: 'blank-form',
      form: 'followup',
    });
    expect(reportOf('photo-wall', undefined, LIST, { of: 'selected', selected: [ID, 'no id'] })).toEqual({
      kind: 'photo-wall',
      query: LIST,
      cases: [ID],
    });
  });
  it('leaves out what is too sensitive, and others only where there is one child', () => {
    if (summary === undefined) throw new Error('no report');
    expect(orderOf(summary, choices({ mostClass: 4 }), undefined)).toMatchObject({ mostClass: 4 });
    expect(orderOf(summary, choices({}), undefined)).not.toHaveProperty('mostClass');
    expect(namesToChoose(summary)).toEqual(['code', 'initials', 'others', 'full']);
    expect(namesToChoose({ kind: 'case-list', query: LIST })).toEqual(['code', 'initials', 'full']);
    expect([isBlank(summary), isBlank({ kind: 'blank-form', form: 'followup' })]).toEqual([false, true]);
  });
  it('goes by what the layout of the office says is usual', () => {
    const report = reportOf('layout', ID, LIST, { paper: 'own' });
    if (report === undefined) throw new Error('no report');
    const words = { en: 'x', fr: 'x', ar: 'x' };
    const layouts = {
      paper: 'A4',
      lines: [],
      marking: words,
      foot: words,
      reports: [{ id: 'own', label: words, about: words, names: 'others', sections: [] }],
    } as const;
    expect(orderOf(report, choices({ names: 'others' }), layouts)).toMatchObject({ names: 'default' });
    expect(orderOf(report, choices({ names: 'full' }), layouts)).toBeUndefined();
    expect(orderOf(report, choices({ names: 'full', why: 'the court asked' }), layouts)).toMatchObject({
      names: 'full',
    });
  });
});
