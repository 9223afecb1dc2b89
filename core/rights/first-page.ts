import { rightsOf, type Subject } from './decide.ts';
import type { RoleDef } from './roles.ts';

/** Pages that a role may begin the day at, by the names of their entries in the navigation. */
export const FIRST_PAGES = ['home', 'team'] as const;
export type FirstPage = (typeof FIRST_PAGES)[number];

/** Approves what others wrote. */
const leads = ({ rights, scope }: RoleDef): boolean =>
  rights.includes('case.approve') && scope !== 'none' && scope !== 'own';
const follows = ({ rights, owns }: RoleDef): boolean => owns === true && rights.includes('case.write');

/**
 * Where somebody begins the day, by what their roles let them do: whoever follows cases at their own work, whoever approves
 * the work of others at the page of the team; whoever holds a role of each sort at their own work. Undefined: at the first
 * page that they may open.
 */
export function firstPage(subject: Subject): FirstPage | undefined {
  const { roles } = subject;
  const may = new Set(rightsOf(subject));
  if (may.has('case.write') && roles.some((role) => follows(role) && !leads(role))) return 'home';
  return may.has('case.approve') && roles.some(leads) ? 'team' : undefined;
}
