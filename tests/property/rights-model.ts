import fc from 'fast-check';
import assert from 'node:assert/strict';
import type { CaseId, OfficeId, UserId } from '#core/ids.ts';
import type { CaseDocument, FieldValue } from '#core/forms/types.ts';
import { decide, decideRead, decideWrite, rightsOf, type CaseResource, type Subject } from '#core/rights/decide.ts';
import { CASE_CALLS } from '#core/contracts/case-calls.ts';
import { decideCall } from '#core/rights/decide-call.ts';
import { maskDocument } from '#core/rights/mask.ts';
import { reaches, reachesNothing, reachesOthers, reachOf } from '#core/rights/reach.ts';
import { RIGHTS, type FieldPlace, type RoleDef } from '#core/rights/roles.ts';
import { lineSight, sightOf, writesIn } from '#core/rights/sight.ts';
import { anyRole } from '../builders/any-role.ts';

const me = 'me' as UserId;
const friend = 'friend' as UserId;
/** Of the agency alone. */
const fellow = 'fellow' as UserId;
/** Of the group and of the agency. */
const ally = 'ally' as UserId;
const other = 'other' as UserId;
const here = 'here' as OfficeId;
const there = 'there' as OfficeId;

const FORMS = ['consent', 'registration', 'closure'];
/** Most roles work with cases: what only others would do proves nothing about forms and classes. */
const WORK = ['case.list', 'case.view', 'case.write'] as const;
const role = (id: string): fc.Arbitrary<RoleDef> =>
  fc
    .tuple(anyRole(id, FORMS, ['file']), fc.constantFrom('any', 'any', 'works', 'works', 'works', 'everything'))
    .map(([one, which]): RoleDef => {
      if (which === 'everything')
        return { ...one, rights: [...RIGHTS], scope: 'all', forms: { otherwise: 'write' }, maxClass: 5 };
      return which === 'works' ? { ...one, rights: [...new Set([...one.rights, ...WORK])] } : one;
    });
const roles = fc.tuple(role('a'), role('b'), role('c')).chain((all) => fc.subarray(all));
/** Two limits of two roles meet in one answer once in some hundred times. */
const OFTEN = { numRuns: 2000 };
const CASES = ['one', 'two', 'three'].map((id) => id as CaseId);
const some = fc.oneof(fc.constant([]), fc.subarray(CASES)).map((list): ReadonlySet<CaseId> => new Set(list));
const subject = fc
  .record({
    roles,
    outer: fc.option(roles, { nil: undefined }),
    barred: some,
    lent: some,
    unnamed: some,
    restricted: some,
    referred: fc
      .array(fc.tuple(fc.constantFrom(...CASES), fc.oneof(role('a'), role('lent'))), { maxLength: 2 })
      .map((list) => new Map(list)),
  })
  .map(({ roles: mine, outer, ...exceptions }): Subject => {
    const one = {
      user: me,
      office: here,
      roles: mine,
      team: new Set([me, friend, ally]),
      agency: new Set([me, fellow, ally]),
      exceptions,
    };
    return outer === undefined ? one : { ...one, within: { ...one, roles: outer } };
  });
const resource = fc.record({
  caseId: fc.constantFrom(...CASES),
  ownerUser: fc.constantFrom(me, friend, fellow, ally, other, undefined),
  ownerOffice: fc.constantFrom(here, there),
});
const place = fc.record<FieldPlace>({
  form: fc.constantFrom(...FORMS, undefined),
  group: fc.constantFrom('file', undefined),
  system: fc.boolean(),
  sensitivity: fc.integer({ min: 1, max: 5 }),
  identifies: fc.boolean(),
});

/** The rules said once more, in the plainest way: what each role by itself covers and opens. */
const covered = ({ scope }: RoleDef, { ownerUser, ownerOffice }: CaseResource): boolean => {
  if (scope === 'none') return false;
  if (ownerUser === me || scope === 'all') return true;
  if (scope === 'group' || scope === 'agency')
    return ownerUser === ally || ownerUser === (scope === 'group' ? friend : fellow);
  return scope === 'office' && ownerOffice === here;
};
const accessOf = ({ forms }: RoleDef, { form, group, system }: FieldPlace): string =>
  system
    ? 'write'
    : ((form === undefined ? undefined : forms.forms?.[form]) ??
      (group === undefined ? undefined : forms.groups?.[group]) ??
      forms.otherwise);
/** What an emergency opens to a role that opens cases at all, and what a hidden name closes. */
const LENT = ['case.view', 'case.names'] as const;
const NAMES = ['case.names', 'export.names'] as const;
/** What is done with a case beyond keeping and reading it: a restriction stops it. */
const STOPPED = [
  'case.write',
  'case.close',
  'case.refer',
  'case.transfer',
  'case.print',
  'case.approve',
  'case.approve-own',
  'case.merge',
  'review.decide',
  'export.cases',
  'export.names',
  'export.sensitive',
  'export.readable',
  'exchange.send',
] as const;
/** What single cases lend or close is asked about as often as all the rest together: one right of seventy is hardly met. */
const right = fc.oneof(fc.constantFrom(...RIGHTS), fc.constantFrom(...LENT, ...NAMES, ...STOPPED));
const lends = ({ exceptions }: Subject, asked: string, { caseId }: CaseResource): boolean =>
  LENT.some((one) => one === asked) && exceptions.lent.has(caseId);
const bars = ({ exceptions }: Subject, { caseId }: CaseResource): boolean => exceptions.barred.has(caseId);
const hides = ({ exceptions }: Subject, { caseId }: CaseResource): boolean => exceptions.unnamed.has(caseId);
const stops = ({ exceptions }: Subject, asked: string, { caseId }: CaseResource): boolean =>
  STOPPED.some((one) => one === asked) && exceptions.restricted.has(caseId);
/** All that a referral gives, and in which cases it gives in place of the own roles. */
const BY_REFERRAL = ['case.view', 'case.names', 'case.write', 'case.print', 'case.history'] as const;
const WATCHERS: readonly string[] = [
  ...['case.assign', 'case.approve', 'case.protect', 'review.view'],
  ...['privacy.requests', 'privacy.hold', 'privacy.erase'],
];
function rolesAt({ roles: own, exceptions }: Subject, target: CaseResource | undefined): readonly RoleDef[] {
  const given = target && exceptions.referred.get(target.caseId);
  if (target === undefined || given === undefined || target.ownerUser === me) return own;
  if (exceptions.barred.has(target.caseId)) return own;
  if (own.some((one) => one.rights.some((some) => WATCHERS.includes(some)) && covered(one, target))) return own;
  return [
    {
      ...given,
      scope: 'all',
      rights: BY_REFERRAL.filter((one) =>
        [[given], own].every((some) => some.some(({ rights }) => rights.includes(one))),
      ),
    },
  ];
}
/** What a referral lets write of what stands on the page of a case. */
const FOR_REFERRALS = ['cases.startEdit', 'casework.addNote', 'casework.addFlag', 'alerts.accept'] as const;
/** A trial must be allowed by the person's own roles too. */
const both = (one: Subject, allows: (role: RoleDef) => boolean, target?: CaseResource): boolean =>
  rolesAt(one, target).some(allows) && (one.within === undefined || rolesAt(one.within, target).some(allows));

/** What must hold of every role, case and answer, by what it says; each throws for the first that breaks it. */
export const RIGHTS_PROPERTIES: readonly { readonly says: string; readonly check: () => void }[] = [
  {
    says: 'a right is allowed on a case only when one single role both grants it and reaches the case',
    check: () => {
      fc.assert(
        fc.property(subject, right, resource, (one, asked, target) => {
          const expected =
            !bars(one, target) &&
            !(hides(one, target) && NAMES.some((name) => name === asked)) &&
            !stops(one, asked, target) &&
            both(
              one,
              (role) => role.rights.includes(asked) && (covered(role, target) || lends(one, asked, target)),
              target,
            );
          assert.equal(decide(one, asked, target).allowed, expected);
          assert.equal(
            decide(one, asked).allowed,
            both(one, ({ rights }) => rights.includes(asked)),
          );
        }),
        OFTEN,
      );
    },
  },
  {
    says: 'an answer is read or written only when one single role reaches the case, opens the form and, to read, the class',
    check: () => {
      fc.assert(
        fc.property(subject, resource, place, (one, target, where) => {
          const closed = bars(one, target) || (hides(one, target) && where.identifies);
          const reads =
            !closed &&
            both(
              one,
              (role) =>
                role.rights.includes('case.view') &&
                (covered(role, target) || lends(one, 'case.view', target)) &&
                accessOf(role, where) !== 'none' &&
                where.sensitivity <= role.maxClass,
              target,
            );
          const writes =
            !bars(one, target) &&
            !stops(one, 'case.write', target) &&
            both(
              one,
              (role) =>
                role.rights.includes('case.write') && covered(role, target) && accessOf(role, where) === 'write',
              target,
            );
          assert.equal(decideRead(one, target, where).allowed, reads);
          assert.equal(decideWrite(one, target, where).allowed, writes && !(hides(one, target) && where.identifies));
          const places = { place: () => where };
          const sight = sightOf(one, target, places);
          assert.equal(sight.sees('case', 'x'), reads);
          assert.equal(writesIn(one, 'case.write', target, places)('case', 'x'), writes);
          if (sight.whole) assert.equal(reads, true);
          if (hides(one, target)) assert.equal(sight.whole, false);
          if (hides(one, target) && where.identifies) assert.equal(lineSight(one, target, places)('x'), false);
          if (sight.upTo(3).sees('case', 'x')) assert.equal(reads && where.sensitivity <= 3, true);
        }),
        OFTEN,
      );
    },
  },
  {
    says: 'a decision that refuses names the rule that stands in the way of the role that came furthest',
    check: () => {
      fc.assert(
        fc.property(subject, resource, place, (one, target, where) => {
          const { allowed, rule, role } = decideRead(one, target, where);
          const named = [...rolesAt(one, target), ...(one.within ? rolesAt(one.within, target) : [])].find(
            ({ id }) => id === role,
          );
          assert.equal(allowed, rule === 'role-grants' || rule === 'emergency');
          assert.equal(rule === 'conflict-of-interest', bars(one, target));
          if (rule === 'name-hidden') assert.ok(hides(one, target) && where.identifies);
          assert.equal(role === undefined, ['no-role-grants', 'conflict-of-interest', 'name-hidden'].includes(rule));
          if (named !== undefined && one.within === undefined) {
            if (rule === 'outside-scope' || rule === 'emergency') assert.equal(covered(named, target), false);
            if (rule === 'emergency') assert.equal(lends(one, 'case.view', target), true);
            if (rule === 'form-closed') assert.equal(accessOf(named, where), 'none');
            if (rule === 'class-above') assert.ok(where.sensitivity > named.maxClass);
          }
        }),
        OFTEN,
      );
    },
  },
  {
    says: 'a call about a case is allowed by its right, and under a referral only where it writes what one refers for',
    check: () => {
      // One call in six is for referrals, and one right of seventy writes: each is asked for as often as all others.
      const call = fc.oneof(fc.constantFrom(...CASE_CALLS), fc.constantFrom(...FOR_REFERRALS));
      const asks = fc.oneof(right, fc.constant('case.write' as const));
      fc.assert(
        fc.property(subject, call, asks, resource, (one, name, asked, target) => {
          const decision = decideCall(one, name, asked, target);
          const by = decide(one, asked, target);
          const referred = [one, ...(one.within ? [one.within] : [])].some(
            (each) => rolesAt(each, target) !== each.roles,
          );
          const stays = asked === 'case.write' && referred && !FOR_REFERRALS.some((each) => each === name);
          assert.equal(decision.allowed, by.allowed && !stays);
          assert.equal(decision.rule, by.allowed && stays ? 'referral' : by.rule);
        }),
        OFTEN,
      );
    },
  },
  {
    says: 'a list holds exactly the cases for which the right to list is allowed',
    check: () => {
      fc.assert(
        fc.property(subject, resource, (one, target) => {
          const reach = reachOf(one);
          // Without an owner here a case is reached by its office or by a role that reaches all.
          assert.equal(reaches(reach, one, target), decide(one, 'case.list', target).allowed);
          if (reachesNothing(reach)) assert.equal(reaches(reach, one, target), false);
          if (!reachesOthers(reach, me) && target.ownerUser !== me) assert.equal(reaches(reach, one, target), false);
        }),
        OFTEN,
      );
    },
  },
  {
    says: 'a trial of a role never allows what its person may not do',
    check: () => {
      fc.assert(
        fc.property(subject, fc.constantFrom(...RIGHTS), resource, place, (one, right, target, where) => {
          if (one.within === undefined) return;
          if (decide(one, right, target).allowed) assert.equal(decide(one.within, right, target).allowed, true);
          if (decideRead(one, target, where).allowed) assert.equal(decideRead(one.within, target, where).allowed, true);
          for (const each of rightsOf(one)) assert.ok(rightsOf(one.within).includes(each));
        }),
        OFTEN,
      );
    },
  },
  {
    says: 'nobody without roles may do anything, and a right not listed for the person is refused',
    check: () => {
      fc.assert(
        fc.property(subject, fc.constantFrom(...RIGHTS), resource, place, (one, right, target, where) => {
          if (!rightsOf(one).includes(right)) assert.equal(decide(one, right, target).allowed, false);
          const bare = { ...one, roles: [] };
          assert.equal(decide(bare, right, target).allowed, false);
          assert.equal(sightOf(bare, target, { place: () => where }).sees('case', 'x'), false);
          assert.equal(reachesNothing(reachOf(bare)), true);
        }),
        OFTEN,
      );
    },
  },
  {
    says: 'no closed value is left in a masked document, and every value left out is named',
    check: () => {
      const field = fc.constantFrom('a1', 'b2', 'c3', 'd4', 'e5', 'unknown_field');
      const classOf = (_collection: string | undefined, name: string): number => Number(name[1]) || 5;
      const values = fc.dictionary(
        field,
        fc.string({ minLength: 1 }).map((s): FieldValue => `canary-${s}`),
      );
      const rows = fc.dictionary(
        fc.constantFrom('family_members', 'care_arrangements'),
        fc.array(fc.record({ id: fc.string(), values })),
      );
      fc.assert(
        fc.property(values, rows, fc.integer({ min: 0, max: 5 }), (v, r, visible) => {
          const document: CaseDocument = { values: v, rows: r };
          const out = maskDocument(document, (collection, name) => classOf(collection, name) <= visible);
          const left = [
            ...Object.keys(out.document.values),
            ...Object.values(out.document.rows).flatMap((list) => list.flatMap((row) => Object.keys(row.values))),
          ];
          for (const name of left) assert.ok(classOf(undefined, name) <= visible);
          const gone = Object.keys(v).filter((name) => !(name in out.document.values));
          for (const name of gone) assert.ok(out.masked.includes(name));
          for (const name of out.masked) assert.ok(classOf(undefined, name.split('.').at(-1) ?? '') > visible);
        }),
      );
    },
  },
];
