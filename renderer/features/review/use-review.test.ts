import { flushPromises, mount } from '@vue/test-utils';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { defineComponent, h } from 'vue';
import type { Conflict, Sibling } from '#core/contracts/cases.contract.ts';
import type { CaseId, OfficeId } from '#core/ids.ts';
import { fail } from '#core/result.ts';
import { bridgeDouble, type Answers, type BridgeDouble } from '../../../tests/fixtures/bridge-double.ts';
import { useReview } from './use-review.ts';

const id = (letters: string): string => `${letters}${'A'.repeat(22 - letters.length)}`;
const sibling = (dot: string, value: string, inForce = false): Sibling => ({
  value,
  by: 'Neema Baraka',
  office: 'Kisimani',
  officeId: id('of') as OfficeId,
  atUtc: '2026-11-19T14:31:00.000Z',
  clockSuspect: false,
  inForce,
  dot,
});
const conflict = (letters: string, field: string, more: Partial<Conflict> = {}): Conflict => ({
  caseId: id(letters) as CaseId,
  code: `KSM-26-${letters}`,
  record: 'case',
  field,
  siblings: [sibling(`${field}1`, 'a', true), sibling(`${field}2`, 'b')],
  protective: false,
  sinceUtc: '2026-11-20T08:00:00.000Z',
  mayDecide: true,
  owningOffice: 'Kisimani',
  ...more,
});
const SEX = conflict('ca', 'sex');
const RISK = conflict('cb', 'risk_level', { protective: true });

type Review = ReturnType<typeof useReview>;

async function open(
  answers: Answers,
  only?: string,
): Promise<{ review: Review; double: BridgeDouble; told: number[] }> {
  const double = bridgeDouble(answers);
  vi.stubGlobal('hifadhi', double.bridge);
  const told: number[] = [];
  let review: Review | undefined;
  mount(
    defineComponent(() => {
      review = useReview(
        () => only,
        (count) => told.push(count),
      );
      return () => h('div');
    }),
  );
  await flushPromises();
  if (!review) throw new Error('not mounted');
  return { review, double, told };
}
const decisions = (double: BridgeDouble) => double.calls.filter((call) => call.name === 'review.decide');

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('deciding one answer at a time', () => {
  it('puts what concerns protection first and does not decide it without a reason', async () => {
    const { review, double } = await open({ 'review.list': () => [SEX, RISK], 'review.decide': () => ({}) });
    expect(review.current.value?.field).toBe('risk_level');
    review.choose(1);
    review.why.value = '  x ';
    expect(await review.decide()).toBe(false);
    expect(decisions(double)).toEqual([]);
    review.why.value = 'Seen alone at home';
    expect(await review.decide()).toBe(true);
    expect(decisions(double)[0]?.input).toEqual({
      caseId: RISK.caseId,
      record: 'case',
      field: 'risk_level',
      keep: 'risk_level2',
      shown: ['risk_level1', 'risk_level2'],
      why: 'Seen alone at home',
    });
  });

  it('shows the next one after a decision, with nothing chosen and no reason carried over', async () => {
    let left = [RISK, SEX];
    const { review, told } = await open({
      'review.list': () => left,
      'review.decide': () => {
        left = [SEX];
        return {};
      },
    });
    review.choose(0);
    review.why.value = 'Seen alone at home';
    await review.decide();
    await flushPromises();
    expect(review.current.value?.field).toBe('sex');
    expect(review.keep.value).toBeUndefined();
    expect(review.why.value).toBe('');
    expect(told).toEqual([2, 1]);
  });

  it('drops the choice, but not the reason, when another value came in meanwhile', async () => {
    let siblings = RISK.siblings;
    const { review } = await open({
      'review.list': () => [{ ...RISK, siblings }],
      'review.decide': () => {
        siblings = [...RISK.siblings, sibling('risk_level3', 'c')];
        return fail('FORM_STALE');
      },
    });
    review.choose(1);
    review.why.value = 'Seen alone at home';
    expect(await review.decide()).toBe(false);
    await flushPromises();
    expect(review.refused.value?.code).toBe('FORM_STALE');
    expect(review.current.value?.siblings).toHaveLength(3);
    expect(review.keep.value).toBeUndefined();
    expect(review.why.value).toBe('Seen alone at home');
  });

  it('lets nothing be chosen where another office decides', async () => {
    const { review, double } = await open({
      'review.list': () => [{ ...SEX, mayDecide: false }],
      'review.decide': () => ({}),
    });
    review.choose(0);
    expect(review.keep.value).toBeUndefined();
    expect(await review.decide()).toBe(false);
    expect(decisions(double)).toEqual([]);
  });

  it('stays with the same question when values of other cases come and go', async () => {
    let list = [SEX];
    const { review, double } = await open({ 'review.list': () => list });
    review.choose(1);
    list = [RISK, SEX];
    double.tell({ type: 'changed', cases: [], all: true });
    await flushPromises();
    expect(review.current.value?.field).toBe('sex');
    expect(review.keep.value).toBe('sex2');
  });

  it('keeps to one case when asked for it', async () => {
    const { review } = await open({ 'review.list': () => [RISK, SEX] }, SEX.caseId);
    expect(review.list.value?.map((one) => one.field)).toEqual(['sex']);
  });
});
