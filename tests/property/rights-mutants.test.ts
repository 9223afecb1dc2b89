import { expect, it } from 'vitest';
import { findSurvivors, type Mutant } from './seeded-mutants.ts';

const DECIDE = 'core/rights/decide.ts';
const CALL = 'core/rights/decide-call.ts';
const REACH = 'core/rights/reach.ts';
const ROLES = 'core/rights/roles.ts';
const SIGHT = 'core/rights/sight.ts';
const MASK = 'core/rights/mask.ts';

/** Mistakes that the properties must find: what is broken, where, the words before and after. */
const mutants: readonly Mutant[] = [
  ['a role without the right grants it', DECIDE, "if (!role.rights.includes(right)) return 'no-role-grants';", ''],
  [
    'a role reaches every case',
    DECIDE,
    "if (resource && !covers(role.scope, subject, resource) && !isLent(subject, right, resource)) return 'outside-scope';",
    '',
  ],
  ['a role without cases reaches the own ones', DECIDE, "scope === 'none' || ", ''],
  [
    'a conflict of interest is one rule among others',
    DECIDE,
    'resource && subject.exceptions.barred.has',
    'false && resource && subject.exceptions.barred.has',
  ],
  ['answers are read and written in spite of a conflict', DECIDE, ' || subject.exceptions.barred.has(caseId)', ''],
  ['an emergency is above a conflict', DECIDE, ' && !exceptions.barred.has(caseId);', ';'],
  [
    'an emergency lets write',
    DECIDE,
    "new Set(['case.view', 'case.names'])",
    "new Set(['case.view', 'case.names', 'case.write'])",
  ],
  ['an emergency opens nothing', DECIDE, '&& !isLent(subject, right, resource)', ''],
  [
    'an emergency shows no answers',
    SIGHT,
    '(lent || covers(role.scope, subject, resource))',
    'covers(role.scope, subject, resource)',
  ],
  ['a hidden name goes into files', DECIDE, "new Set(['case.names', 'export.names'])", "new Set(['case.names'])"],
  ['a hidden name closes no answer', DECIDE, ' || place?.identifies === true', ''],
  ['a hidden name is read', SIGHT, '!(this.#unnamed && place.identifies) &&', ''],
  ['a hidden name stands in lists', SIGHT, '!(unnamed && place.identifies) &&', ''],
  ['somebody from whom a name is hidden sees everything', SIGHT, '!this.#unnamed &&', ''],
  [
    'a referral takes a case from whoever is responsible',
    DECIDE,
    'role === undefined || resource.ownerUser === subject.user',
    'role === undefined',
  ],
  [
    'a referral takes a case from under the eyes of who leads',
    DECIDE,
    'return watches ? undefined : asReferred',
    'return asReferred',
  ],
  [
    'whoever leads anywhere keeps the own roles',
    DECIDE,
    'own.rights.some((right) => WATCHES.has(right)) && covers(own.scope, subject, resource)',
    'own.rights.some((right) => WATCHES.has(right))',
  ],
  [
    'a referral takes a case from under the eyes of who approves or keeps it',
    DECIDE,
    'WATCHES.has(right)',
    "right === 'case.assign'",
  ],
  [
    'a referral adds to the own roles',
    DECIDE,
    '? subject.roles : [role];',
    '? subject.roles : [...subject.roles, role];',
  ],
  ['a referral gives all that its role gives', DECIDE, '.filter((right) => REFERRED.has(right))', ''],
  [
    'a referral gives what the person may do nowhere',
    DECIDE,
    '.filter((right) => own.some(({ rights }) => rights.includes(right)))',
    '',
  ],
  ['a referral reaches what its role reaches', DECIDE, "  ...role,\n  scope: 'all',", '  ...role,'],
  [
    'answers are read by the own roles too',
    SIGHT,
    'const roles = rolesFor(subject, resource).filter(\n    (role) => role',
    'const roles = subject.roles.filter(\n    (role) => role',
  ],
  [
    'answers are written by the own roles too',
    SIGHT,
    'const roles = rolesFor(subject, resource).filter(\n    (role) => !stopped',
    'const roles = subject.roles.filter(\n    (role) => !stopped',
  ],
  ['a referred case stands in lists', REACH, ' || isReferred(subject, resource)) return false;', ') return false;'],
  ['a restriction stops nothing', DECIDE, 'STOPPED.has(right) && exceptions', 'false && exceptions'],
  ['a restricted case is not printed, but saved to files', DECIDE, "  'export.cases',\n", ''],
  ['answers are written in a restricted case', SIGHT, '!stopped && ', ''],
  ['a restricted case is closed', DECIDE, "  'case.close',\n", ''],
  ['a list holds cases in spite of a conflict', REACH, 'exceptions.barred.has(caseId) ||', ''],
  [
    'the office reaches what it received',
    DECIDE,
    "if (scope === 'office') return ownerOffice === subject.office;",
    "if (scope === 'office') return true;",
  ],
  ['the group is everybody', DECIDE, "scope === 'group' && subject.team.has(ownerUser)", "scope === 'group'"],
  ['the agency is everybody', DECIDE, 'return subject.agency.has(ownerUser);', 'return true;'],
  ['the agency is the group', DECIDE, 'return subject.agency.has(ownerUser);', 'return subject.team.has(ownerUser);'],
  [
    'any colleague is of the agency',
    DECIDE,
    "if (scope === 'agency') return",
    'if (subject.agency.has(ownerUser)) return',
  ],
  ['a referral that lets write lets give on', CALL, 'decision.allowed && givesOn', 'false && givesOn'],
  ['a referral lets write nothing', CALL, '!WRITTEN_BY_REFERRAL.has(name) && ', ''],
  ['under a referral nothing is read either', CALL, "right === 'case.write' && !WRITTEN", '!WRITTEN'],
  ['who has no referral gives nothing on', CALL, ' && isReferred(subject, resource)', ''],
  [
    'a call under a referral needs no right',
    CALL,
    "rule: 'referral' } : decision;",
    "rule: 'referral' } : { ...decision, allowed: true };",
  ],
  ['a closed form is read', DECIDE, "if (access === 'none') return 'form-closed';", ''],
  ['a form for reading is written', DECIDE, "access === 'write' ? 'role-grants' : 'form-read-only'", "'role-grants'"],
  ['any class is read', DECIDE, 'place.sensitivity > role.maxClass', 'false'],
  ['the class itself is closed', DECIDE, 'place.sensitivity > role.maxClass', 'place.sensitivity >= role.maxClass'],
  ['a trial is not held by its person', DECIDE, 'if (outer?.allowed === false) return outer;', ''],
  [
    'rights that a trial takes away are told',
    DECIDE,
    'return all.filter((right) => decide(subject, right).allowed);',
    'return all;',
  ],
  ['roles that do not list count for the list', REACH, 'role.rights.includes(right) && counts(role)', 'counts(role)'],
  ['a list of the group is the own one', REACH, "...(has('group') ? subject.team : [])", ''],
  ['a list of the agency is the own one', REACH, "...(has('agency') ? subject.agency : [])", ''],
  ['any list is of the agency', REACH, "...(has('agency') ? subject.agency : [])", '...subject.agency'],
  ['a list of the office is a list of all', REACH, "all: has('all'),", "all: has('all') || has('office'),"],
  ['a trial lists more than its person', REACH, '...(within === undefined ? [] : reachOf(within, right, counts))', ''],
  [
    'the access to a form does not count',
    ROLES,
    'return own ??',
    'return (own === undefined ? undefined : forms.otherwise) ??',
  ],
  [
    'the group of a form counts before the form',
    ROLES,
    'return own ?? (group === undefined ? undefined : forms.groups?.[group]) ?? forms.otherwise;',
    'return (group === undefined ? undefined : forms.groups?.[group]) ?? own ?? forms.otherwise;',
  ],
  ['what use cases write is closed with the forms', ROLES, "if (system) return 'write';", ''],
  [
    'two roles see together what neither does',
    SIGHT,
    "roles.some((role) => place.sensitivity <= role.maxClass && formAccess(role, place) !== 'none')",
    "roles.some((role) => formAccess(role, place) !== 'none')",
  ],
  [
    'the sight of a trial is its role alone',
    SIGHT,
    '...(subject.within === undefined ? [] : grantsOf(subject.within, resource))',
    '',
  ],
  ['who may read may write', SIGHT, "formAccess(role, place) === 'write')", "formAccess(role, place) !== 'none')"],
  ['a lower sight is none', SIGHT, 'Math.min(most, this.highest)', 'this.highest'],
  [
    'what is closed stays in the document',
    MASK,
    'if (sees(collection, field)) kept[field] = value;',
    'kept[field] = value; if (sees(collection, field)) continue;',
  ],
  ['what was left out is not named', MASK, 'masked.add(', 'void ('],
  ['rows are not masked', MASK, 'values: values(row.values, collection)', 'values: row.values'],
];

it('the properties of rights find every seeded mistake', { timeout: 300_000 }, async () => {
  const subject = {
    tests: ['builders/any-role.ts', 'property/rights-model.ts'],
    // The same lives in each run: whether a mistake is found must not hang on luck.
    check: `import fc from 'fast-check';
import { RIGHTS_PROPERTIES } from './tests/property/rights-model.ts';
fc.configureGlobal({ seed: 20_260 });
for (const { check } of RIGHTS_PROPERTIES) check();`,
  };
  expect(await findSurvivors(mutants, subject)).toEqual([]);
});
