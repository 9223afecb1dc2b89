import { describe, expect, it } from 'vitest';
import { orderOf, reportOf, showsMore, type PrintChoices } from './print-choices.ts';

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
    expect(orderOf(summary, choices({}))).toMatchObject({ names: 'default', purpose: 'Case conference' });
    expect(orderOf(form, choices({ names: 'full' }))).toMatchObject({ names: 'default' });
    expect(orderOf(form, choices({ names: 'initials', why: 'left over' }))).not.toHaveProperty('why');
  });
  it('waits for a reason before it shows more', () => {
    if (summary === undefined) throw new Error('no report');
    expect(showsMore(summary, 'full')).toBe(true);
    expect(orderOf(summary, choices({ names: 'initials' }))).toBeUndefined();
    expect(orderOf(summary, choices({ names: 'full', why: '  x ' }))).toBeUndefined();
    expect(orderOf(summary, choices({ names: 'full', why: ' Family tracing ' }))).toMatchObject({
      names: 'full',
      why: 'Family tracing',
    });
  });
});
