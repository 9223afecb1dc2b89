import type { Text } from '#core/forms/types.ts';

/**
 * Everything that a person may be allowed to do. A new right is a line here, in the roles of `resources/config`, and a
 * text `roles.right_…` in the locales: the matrix of rights shows it under the heading of its first word.
 */
export const RIGHTS = [
  'case.list',
  'case.view',
  'case.names',
  'case.register',
  'case.write',
  'case.close',
  'case.refer',
  'case.transfer',
  'case.print',
  'case.history',
  'case.approve',
  'case.approve-own',
  'case.assign',
  'case.merge',
  'case.break-glass',
  'case.protect',
  'reports.view',
  'reports.share',
  'export.cases',
  'export.names',
  'export.sensitive',
  'export.readable',
  'import.cases',
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
  'privacy.breaches',
  'privacy.requests',
  'privacy.hold',
  'privacy.processing',
  'privacy.erase',
  'views.share',
  'emergency.erase',
] as const;
export type Right = (typeof RIGHTS)[number];

/**
 * Whose cases a role reaches. `own`: those the person is responsible for. `group`: also those of everybody with whom
 * the person shares a group. `agency`: also those of everybody of the same agency (docs/decisions/0067). `office`: those
 * that this office is responsible for. `all`: whatever this office holds, cases received from other offices too
 * (docs/decisions/0033).
 */
export const SCOPES = ['none', 'own', 'group', 'agency', 'office', 'all'] as const;
export type Scope = (typeof SCOPES)[number];

export const FORM_ACCESS = ['none', 'read', 'write'] as const;
export type FormAccess = (typeof FORM_ACCESS)[number];

/** What a role may do with the forms: an entry for the form counts before one for its group, and that before the rest. */
export interface FormRule {
  readonly otherwise: FormAccess;
  readonly groups?: Readonly<Record<string, FormAccess>>;
  readonly forms?: Readonly<Record<string, FormAccess>>;
}

/** The classes of fields (reference.md §8.6); 0: no field of any case. */
export const HIGHEST_CLASSES = [0, 1, 2, 3, 4, 5] as const;
export type HighestClass = (typeof HIGHEST_CLASSES)[number];

/** A role of the configuration, or of the office's own (reference.md §1.3). A person may hold several. */
export interface RoleDef {
  readonly id: string;
  readonly label: Text;
  readonly description: Text;
  readonly rights: readonly Right[];
  readonly scope: Scope;
  readonly forms: FormRule;
  readonly maxClass: HighestClass;
  /** Its people are responsible for cases. Others who may write enter for somebody else. */
  readonly owns?: true;
  /** Whoever refers a case to a colleague may choose it for the time of the referral. */
  readonly referral?: true;
  /** First and last day on which the role gives anything, `YYYY-MM-DD`. */
  readonly from?: string;
  readonly until?: string;
}

/** Whether a role gives anything on a day. */
export const inForce = ({ from, until }: RoleDef, day: string): boolean =>
  (from === undefined || from <= day) && (until === undefined || day <= until);

/** Whether a role gives what it gives on every day. */
export const lasts = ({ from, until }: RoleDef): boolean => from === undefined && until === undefined;

/** Where a question stands, as far as rights go. */
export interface FieldPlace {
  /** Absent for a question that no form asks, now or earlier. */
  readonly form: string | undefined;
  readonly group: string | undefined;
  /** Written by use cases only: whoever may do what they do may see it, whatever the forms say. */
  readonly system: boolean;
  readonly sensitivity: number;
  /** The answer tells who the child is (`identifies`). */
  readonly identifies: boolean;
}

export function formAccess({ forms }: RoleDef, { form, group, system }: FieldPlace): FormAccess {
  if (system) return 'write';
  const own = form === undefined ? undefined : forms.forms?.[form];
  return own ?? (group === undefined ? undefined : forms.groups?.[group]) ?? forms.otherwise;
}

/**
 * The same roles where the office lets whoever approves decide the own requests too (DQ23, reference.md §1.1): a right of
 * its own that no role has by itself.
 */
export const withOwnApprovals = (roles: readonly RoleDef[]): readonly RoleDef[] =>
  roles.map((role) =>
    role.rights.includes('case.approve') && !role.rights.includes('case.approve-own')
      ? { ...role, rights: [...role.rights, 'case.approve-own'] }
      : role,
  );
