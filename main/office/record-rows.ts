import type { LoadedConfiguration } from '#core/forms/config-index.ts';
import type { CaseDocument } from '#core/forms/types.ts';
import { recordsIn } from '#core/finding/record-facts.ts';
import { searchTokens } from '#core/records/search-keys.ts';
import type { RecordRow } from '../storage/record.repo.ts';

/** The records of a case as their lists keep them, with the keys of what each is found by beside its case. */
export const recordRows = (config: LoadedConfiguration, document: CaseDocument): readonly RecordRow[] =>
  recordsIn(config, document).map(({ found, ...record }) => ({
    ...record,
    tokens:
      found.length === 0
        ? []
        : searchTokens({ code: '', names: found, caregivers: [], phones: [], identifiers: found }).filter(
            (tok) => tok.length > 1,
          ),
  }));
