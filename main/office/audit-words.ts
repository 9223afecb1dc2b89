import type { OpenOffice } from './open-office.ts';

/** Ids of the trail in words for people: names of staff, codes of cases, names of offices. What it does not know stays. */
export interface AuditWords {
  readonly nameOf: (who: string) => string;
  readonly objectOf: (object: string) => string;
}

export function auditWords(open: OpenOffice): AuditWords {
  const { offices, cases } = open.repos;
  const names = new Map(offices.people().map((person): [string, string] => [person.userId, person.name]));
  const nameOf = (id: string): string => names.get(id) ?? id;
  return {
    nameOf,
    objectOf: (id) => {
      if (!/^[\w-]{22}$/.test(id)) return id;
      const known = cases.byId(id as never)?.code ?? offices.officeById(id as never)?.name;
      return known ?? nameOf(id);
    },
  };
}
