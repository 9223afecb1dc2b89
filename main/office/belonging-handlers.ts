import { listAgencies, saveAgency } from './agencies.ts';
import type { OpenHandlers } from './call-table.ts';
import { listGroups, removeGroup, saveGroup } from './user-groups.ts';

/** The calls about what people belong to. */
export const belongingHandlers = {
  'people.groups': listGroups,
  'people.saveGroup': saveGroup,
  'people.removeGroup': removeGroup,
  'people.agencies': listAgencies,
  'people.saveAgency': saveAgency,
} satisfies Partial<OpenHandlers>;
