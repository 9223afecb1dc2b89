import { describe, expect, it } from 'vitest';
import { officePaper } from '#core/contracts/paper.contract.ts';
import { linesOf, withLines, withReport, withWords } from './paper-draft.ts';

describe('what an office changes of its papers', () => {
  it('is as many lines as the head has room for, none of them empty', () => {
    expect(linesOf(' Ministry \n\n  Department\nthird')).toEqual(['Ministry', 'Department']);
    expect(linesOf('x'.repeat(60))[0]).toHaveLength(45);
    expect(linesOf(' \n ')).toEqual([]);
  });
  it('is kept for each language, and taken back by an empty field', () => {
    const both = withLines(withLines({}, 'en', 'Ministry'), 'ar', 'وزارة');
    expect(both).toEqual({ lines: { en: ['Ministry'], ar: ['وزارة'] } });
    expect(withLines(withLines(both, 'en', ''), 'ar', ' ')).toEqual({});
    const marked = withWords({ duplex: true }, 'marking', 'fr', ' Secret ');
    expect(marked).toEqual({ duplex: true, marking: { fr: 'Secret' } });
    expect(withWords(marked, 'marking', 'fr', '')).toEqual({ duplex: true });
  });
  it('changes one paper and leaves the others, and an empty number is a number', () => {
    const one = withReport({}, 'closure', { number: 'CP 9' });
    const two = withReport(one, 'court', { signers: ['supervisor'] });
    const next = withReport(withReport(two, 'closure', { number: '' }), 'closure', { explained: false });
    expect(next).toEqual({
      reports: { closure: { number: '', explained: false }, court: { signers: ['supervisor'] } },
    });
    expect(officePaper.safeParse(next).success).toBe(true);
  });
});
