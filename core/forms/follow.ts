import { sameValue } from '../records/changes.ts';
import { isMissing, own } from './answer-kind.ts';
import type { LoadedConfiguration, LoadedField } from './config-index.ts';
import { rowsOf, withValue } from './document-edit.ts';
import { prefillValue } from './prefill.ts';
import { resolve } from './resolve.ts';
import type { CaseDocument, FieldValue } from './types.ts';
import { fieldKey } from './view.ts';
import type { EvaluationSetting, FieldPath } from './view.ts';

interface Place {
  readonly config: LoadedConfiguration;
  readonly setting: EvaluationSetting;
}

function held(document: CaseDocument, path: FieldPath): FieldValue | undefined {
  if (!('rows' in path)) return own(document.values, path.field);
  const row = rowsOf(document, path.rows).find(({ id }) => id === path.row);
  return row && own(row.values, path.field);
}

/** What a field's prefill gives in a document, nothing where it is not asked. */
function suggested({ config, setting }: Place, field: LoadedField, path: FieldPath, document: CaseDocument) {
  const resolved = resolve(config, document, setting);
  const record = 'rows' in path ? resolved.rows.get(path.rows)?.find(({ row }) => row?.id === path.row) : resolved.case;
  return record?.states.get(field.def.id)?.relevant === true ? prefillValue(field, record, resolved) : undefined;
}

/**
 * The document with the fields of the same record that follow the answer at `path` brought along: the Latin spelling
 * follows the name while it is typed. A field follows for as long as it holds what was suggested before; what a person
 * wrote or emptied stays.
 */
export function withFollowers(place: Place, before: CaseDocument, after: CaseDocument, path: FieldPath): CaseDocument {
  const key = fieldKey(path);
  const subform = 'rows' in path ? path.rows : undefined;
  const followers = [...place.config.fields.values()].filter(
    (field) => field.def.follows === true && field.subform === subform && field.prefill?.reads.has(key) === true,
  );
  return followers.reduce((document, field) => {
    const at = { ...path, field: field.def.id };
    const now = held(document, at);
    const earlier = suggested(place, field, at, before);
    const later = suggested(place, field, at, document);
    // A reason why there was no answer gives way once there is one: "unknown" was said of a name told in parts now.
    const untold = earlier === undefined && isMissing(now) && later !== undefined;
    const isOwn = now === undefined || earlier === undefined ? now !== earlier : !sameValue(now, earlier);
    return isOwn && !untold ? document : withValue(document, at, later);
  }, after);
}
