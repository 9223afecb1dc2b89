/** Roles of a district office (reference.md §1.3). A person may hold several; their rights add up. */
export const ROLES = ['administrator', 'supervisor', 'caseworker', 'clerk', 'manager', 'it', 'dpo'] as const;
export type Role = (typeof ROLES)[number];

export const RIGHTS = [
  'case.list',
  'case.view',
  'case.names',
  'case.register',
  'case.write',
  'case.print',
  'case.history',
  'case.approve',
  'case.approve-own',
  'case.assign',
  'case.merge',
  'export.cases',
  'export.names',
  'export.sensitive',
  'exchange.view',
  'exchange.send',
  'exchange.receive',
  'exchange.trust',
  'review.view',
  'review.decide',
  'people.view',
  'people.manage',
  'office.settings',
  'audit.view',
] as const;
export type Right = (typeof RIGHTS)[number];

/** Whose cases a role reaches. `office`: all that this office holds, received ones too. */
export type Scope = 'none' | 'own' | 'office';

export interface RoleDef {
  readonly rights: readonly Right[];
  readonly scope: Scope;
  /** Highest sensitivity class of a field that may be seen (reference.md §8.6). 0: no field of any case. */
  readonly maxClass: 0 | 2 | 3 | 4 | 5;
}

export type RoleTable = Readonly<Record<Role, RoleDef>>;

const CASEWORK: readonly Right[] = [
  'case.list',
  'case.view',
  'case.names',
  'case.register',
  'case.write',
  'case.print',
  'case.history',
  'review.view',
  'exchange.view',
];

/** Keys, people and backups never include case content (ui-guide §4.11): those roles have scope none. */
export const ROLE_TABLE: RoleTable = {
  administrator: {
    rights: ['people.view', 'people.manage', 'office.settings', 'exchange.view', 'exchange.trust'],
    scope: 'none',
    maxClass: 0,
  },
  supervisor: {
    rights: [
      ...CASEWORK,
      'case.approve',
      'case.assign',
      'case.merge',
      'export.cases',
      'export.names',
      'export.sensitive',
      'review.decide',
      'exchange.send',
      'exchange.receive',
      'people.view',
      'audit.view',
    ],
    scope: 'office',
    maxClass: 5,
  },
  caseworker: { rights: [...CASEWORK, 'export.cases', 'exchange.send', 'exchange.receive'], scope: 'own', maxClass: 5 },
  clerk: {
    rights: ['case.list', 'case.view', 'case.names', 'case.register', 'case.write', 'case.print'],
    scope: 'office',
    maxClass: 3,
  },
  manager: { rights: ['case.list', 'review.view', 'exchange.view', 'people.view'], scope: 'office', maxClass: 2 },
  it: { rights: ['exchange.view', 'exchange.trust', 'people.view', 'office.settings'], scope: 'none', maxClass: 0 },
  dpo: { rights: ['audit.view', 'people.view', 'case.list', 'case.history'], scope: 'office', maxClass: 2 },
};

/** Roles whose people are responsible for cases; a clerk enters for them (reference.md §1.3). */
export const OWNING_ROLES: readonly Role[] = ['caseworker', 'supervisor'];

/**
 * The same roles where the office lets whoever approves decide the own requests too (DQ23, reference.md §1.1): a right of
 * its own that no role has by itself.
 */
export const withOwnApprovals = (table: RoleTable): RoleTable => {
  const supervisor = table.supervisor;
  return { ...table, supervisor: { ...supervisor, rights: [...supervisor.rights, 'case.approve-own'] } };
};
