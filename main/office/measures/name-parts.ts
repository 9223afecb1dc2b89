import type { NamedPart } from '#core/contracts/measures.contract.ts';
import type { PartNames } from '#core/measures/measure.ts';
import { namePart } from '#core/measures/part-names.ts';
import type { SplitDef } from '#core/measures/splits.ts';
import type { UserId } from '#core/ids.ts';
import type { OpenOffice } from '../open-office.ts';

/** How lines and columns are called at this office. */
export const partNamer =
  (open: OpenOffice) =>
  (names: PartNames | SplitDef['names'], id: string): NamedPart =>
    namePart(
      open.configuration.configuration,
      (user) => open.repos.offices.personById(user as UserId)?.name,
      names,
      id,
    );
