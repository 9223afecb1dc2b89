import type { RecordState } from '#core/exchange/merge.ts';
import { own } from '#core/forms/answer-kind.ts';
import { brokenTogether } from '#core/forms/needs.ts';
import type { Resolved } from '#core/forms/resolve.ts';
import { CONSTRAINT, fieldKey, pathKey, type Check, type FieldPath } from '#core/forms/view.ts';
import { CASE_RECORD } from '#core/records/changes.ts';
import type { DeviceId, OfficeId } from '#core/ids.ts';
import type { StoredCase } from './case-document.ts';
import { officeOfDevice } from './office-of-device.ts';
import type { OpenOffice } from './open-office.ts';
import { judgingSetting } from './project-tasks.ts';

/** An answer that breaks a rule together with answers of another office, and when the later of them was written. */
export interface Misfit {
  readonly path: FieldPath;
  readonly since: number;
}

type Stored = Pick<StoredCase, 'records'>;
interface Written {
  readonly device: string;
  readonly wall: number;
}

/** Who wrote the answer in force at a place, and when; undefined where there is none. */
function writtenAt({ records }: Stored, path: FieldPath): Written | undefined {
  const [coll, rec] = 'rows' in path ? [path.rows, path.row] : [CASE_RECORD, CASE_RECORD];
  const { field } = path;
  for (const one of records) {
    if (one.coll !== coll || one.rec !== rec) continue;
    const [inForce] = own(one.state.fields, field) ?? [];
    if (inForce !== undefined) return inForce;
    if (own(one.state.values, field) !== undefined) return one.state.created;
  }
  return undefined;
}

const devicesOf = ({ created, fields }: RecordState): string[] => [
  ...(created === undefined ? [] : [created.device]),
  ...Object.values(fields).flatMap((siblings) => siblings.map(({ device }) => device)),
];

/** What a check looks at: the questions it stands at, and those that its rule or constraint reads. */
function pathsOf(open: OpenOffice, { rule, paths, rowId }: Check): FieldPath[] {
  const { configuration } = open;
  const [at] = paths;
  const reads =
    rule === CONSTRAINT
      ? at && configuration.fields.get(fieldKey(at))?.constraint?.reads
      : configuration.rules.find(({ def }) => def.id === rule)?.brokenWhen.reads;
  const read = [...(reads ?? [])].flatMap((key): FieldPath[] => {
    const [first = '', inner] = key.split('.');
    if (inner === undefined) return [{ field: first }];
    return rowId === undefined ? [] : [{ rows: first, row: rowId, field: inner }];
  });
  return [...paths, ...read];
}

/**
 * Answers of several offices that do not fit together (exchange.md R12): a constraint or a rule of kind E does not hold, and
 * the answers in force that it looks at were written at more than one office. Each was right when it was saved, and nobody
 * was there to say so when they met. A pure function of what was merged: it ends when the rule holds.
 *
 * @param resolved the answers of the case as they are worked out for today.
 */
export function misfitsOf(open: OpenOffice, stored: Stored, resolved: () => Resolved): Misfit[] {
  const { offices } = open.repos;
  const devices = new Set(stored.records.flatMap(({ state }) => devicesOf(state)));
  const officeIds = new Map<string, OfficeId | undefined>();
  for (const device of devices)
    officeIds.set(device, officeOfDevice(open, offices.deviceById(device as DeviceId))?.officeId);
  // Nearly every case is written by one office, and need not be worked out.
  if (new Set(officeIds.values()).size < 2) return [];
  const found = new Map<string, Misfit>();
  for (const check of brokenTogether(open.configuration, resolved(), judgingSetting(open))) {
    const answers = pathsOf(open, check).flatMap((path) => {
      const written = writtenAt(stored, path);
      return written === undefined ? [] : [{ path, written }];
    });
    if (new Set(answers.map(({ written }) => officeIds.get(written.device))).size < 2) continue;
    const since = Math.max(...answers.map(({ written }) => written.wall));
    for (const { path } of answers) found.set(pathKey(path), { path, since });
  }
  return [...found.values()];
}
