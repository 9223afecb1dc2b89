/** A member of staff of a test office. All names are invented. */
export interface Persona {
  readonly key: string;
  readonly name: string;
  readonly roles: readonly string[];
  /** Open cases in a full district: the weight by which cases are given out. 0: no cases of their own. */
  readonly caseload: number;
  /** Left the office; the cases wait for a new owner. */
  readonly left?: true;
  /** Related to an alleged perpetrator: has no access to the cases that name him. */
  readonly conflict?: true;
  /** Key of the supervisor. */
  readonly supervisor?: string;
}

const staff = (key: string, name: string, roles: readonly string[]): Persona => ({ key, name, roles, caseload: 0 });

/** Caseloads run from 8 to 41, so that more than the 25 of the standard occur (reference.md §1.2, §10). */
const WORKERS: readonly (readonly [string, number])[] = [
  ['Amani Kesho', 22],
  ['Salma Nouri', 41],
  ['Daniel Tembe', 18],
  ['Hodan Warsame', 25],
  ['Meseret Abebe', 12],
  ['Lucía Quiñones', 27],
  ['Sok Ratana', 8],
  ['Parwana Hamid', 24],
  ['Jean-Marc Kouamé', 33],
  ['Thandar Win', 15],
  ['Rashida Alam', 20],
  ['Oksana Tkach', 10],
  ['Neema Riziki', 29],
  ['Ibrahim Alnour', 16],
];

/** The 14 caseworkers, and last the one who left with 19 cases. Positions are the `worker` of generated cases. */
export const CASEWORKERS: readonly Persona[] = [
  ...WORKERS.map(([name, caseload], i): Persona => ({
    key: `caseworker-${i + 1}`,
    name,
    roles: ['caseworker'],
    caseload,
    supervisor: `supervisor-${(i % 3) + 1}`,
    ...(i === 8 ? { conflict: true } : {}),
  })),
  {
    key: 'caseworker-left',
    name: 'Tariq Alsadiq',
    roles: ['caseworker'],
    caseload: 19,
    left: true,
    supervisor: 'supervisor-1',
  },
];

export const PERSONAS: readonly Persona[] = [
  staff('supervisor-1', 'Halima Osman', ['supervisor']),
  staff('supervisor-2', 'Juma Kesho', ['supervisor']),
  staff('supervisor-3', 'Inês Macuácua', ['supervisor']),
  ...CASEWORKERS,
  staff('clerk-1', 'Furaha Salama', ['clerk']),
  staff('clerk-2', 'Yohannes Birhanu', ['clerk']),
  staff('it', 'Samnang Heng', ['it']),
  staff('dpo', 'Claire Nguessan', ['dpo']),
  staff('manager', 'Mariam Altayeb', ['manager']),
  staff('administrator', 'Tumaini Heri', ['administrator']),
];
