import { describe, expect, it } from 'vitest';
import { noFacets } from '#core/finding/facets.ts';
import { CASE_VIEWS, filtersOf, isFiltered, plainQuery, viewOf } from './case-views.ts';

const query = (more: object) => ({
  ...noFacets(),
  text: '',
  exactSpelling: false,
  inTexts: false,
  sort: 'urgency' as const,
  descending: false,
  ...more,
});

describe('saved views', () => {
  it('are recognised by their own filters, in any order of the values', () => {
    for (const view of CASE_VIEWS) expect(viewOf(query(filtersOf(view)))).toBe(view);
    expect(viewOf(query({ risk: ['high'], status: ['open'] }))).toBe('high');
  });
  it('are no longer that view once something is typed or one more filter is set', () => {
    expect(viewOf(query({ ...filtersOf('open'), text: 'amina' }))).toBeUndefined();
    expect(viewOf(query({ ...filtersOf('open'), mine: true }))).toBeUndefined();
    expect(viewOf(query({ ...filtersOf('open'), text: '  ' }))).toBe('open');
  });
  it('know whether anything narrows the list', () => {
    expect(isFiltered(query({}))).toBe(false);
    expect(isFiltered(query({ office: 'own' }))).toBe(true);
  });
});

describe('the query that crosses the bridge', () => {
  it('is a plain copy', () => {
    const asked = query({ status: new Proxy(['open'], {}) });
    const { where: _, inTexts: _not, ...plain } = query({ status: ['open'] });
    expect(structuredClone(plainQuery(asked))).toEqual(plain);
  });
});
