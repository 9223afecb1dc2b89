import { siblingsOf } from '#core/exchange/merge.ts';
import { setOp, type Op } from '#core/exchange/op.ts';
import type { Compartment, FieldValue, Values } from '#core/forms/types.ts';
import { CASE_RECORD, type Change } from '#core/records/changes.ts';
import { Refusal } from '#core/result.ts';
import type { StreamRow } from '../storage/case.repo.ts';
import type { StreamSave } from './author.ts';
import { ADMIN_FIELDS, documentOf, sightOfCase, type StoredCase } from './case-document.ts';
import { beginStream } from './case-streams.ts';
import { shownKey, type DraftBody } from './drafts.ts';
import { hidesAnswer, refuseShowing } from './hidden-siblings.ts';
import type { OpenOffice } from './open-office.ts';
import { mayWriteStream } from './write-grants.ts';

/** Who is responsible, and what only this office decides, never leaves it (exchange.md R10). */
const compartmentOf = (open: OpenOffice, coll: string, field: string): Compartment =>
  coll === CASE_RECORD && ADMIN_FIELDS.has(field) ? 'admin' : (open.fields.find(coll, field)?.compartment ?? 'core');

/** All answers by compartment: one record, and one row, may lie in several. */
export function split(
  open: OpenOffice,
  coll: string,
  values: Values,
): Map<Compartment, Record<string, Values[string]>> {
  const parts = new Map<Compartment, Record<string, Values[string]>>();
  for (const [field, value] of Object.entries(values)) {
    const compartment = compartmentOf(open, coll, field);
    const part = parts.get(compartment) ?? {};
    part[field] = value;
    parts.set(compartment, part);
  }
  return parts;
}

/** Collects the operations of one save by stream; a compartment that the case did not have yet gets its stream. */
class Saves {
  readonly #open: OpenOffice;
  readonly #stored: StoredCase;
  readonly #streams: StreamRow[];
  readonly #ops = new Map<StreamRow, Op[]>();

  constructor(open: OpenOffice, stored: StoredCase) {
    this.#open = open;
    this.#stored = stored;
    this.#streams = [...stored.streams];
  }

  #begin(compartment: Compartment): StreamRow {
    const core = this.#streams.find((stream) => stream.compartment === 'core');
    const { stream, ops } = beginStream(this.#open, this.#stored.row, compartment, core);
    this.#streams.push(stream);
    this.#ops.set(stream, [...ops]);
    return stream;
  }
  streamOf(compartment: Compartment): StreamRow {
    const stream = this.#streams.find((one) => one.compartment === compartment);
    if (!stream) return this.#begin(compartment);
    // Anything else would look saved here and be set aside at the office that owns the case.
    const { officeN } = this.#open.self;
    if (stream.ownerOfficeN !== officeN && !mayWriteStream(this.#open, stream, officeN))
      throw new Refusal('PERM_DENIED', { rule: 'no-write-grant' });
    return stream;
  }
  add(stream: StreamRow, op: Op): void {
    this.#ops.set(stream, [...(this.#ops.get(stream) ?? []), op]);
  }
  get all(): StreamSave[] {
    return [...this.#ops].map(([stream, ops]): StreamSave => ({ stream, ops }));
  }
}

/** Whether a new answer would take the place of one that is there. */
function covers(
  stored: StoredCase,
  stream: StreamRow,
  { collection, row, field }: { readonly collection: string; readonly row: string; readonly field: string },
  dots: readonly string[],
): boolean {
  const found = stored.records.find(({ sid, coll, rec }) => sid === stream.sid && coll === collection && rec === row);
  return found !== undefined && siblingsOf(found.state, field).some((s) => s.value !== null && dots.includes(s.dot));
}

/**
 * What a save is written upon. `decided`: an act other than a form, which judged by itself who may do what, and may
 * therefore answer for somebody who does not see the case yet (a colleague who takes it over).
 */
export type WrittenUpon = Pick<DraftBody, 'shown'> & { readonly decided?: true };

/**
 * The operations of an edit. Each names the dots that its editor was shown in the stream it is written to, and removes
 * exactly those (exchange.md R1). `riskReason` travels with a change of the risk level. PERM_DENIED for a new answer in
 * the place of one that is closed to the person, and at an office that may read the case only.
 */
export function savesOf(
  open: OpenOffice,
  stored: StoredCase,
  body: WrittenUpon,
  changes: readonly Change[],
  riskReason: FieldValue | undefined,
): StreamSave[] {
  const saves = new Saves(open, stored);
  const { sees } = sightOfCase(open, stored);
  const whole = documentOf(stored);
  const hides = hidesAnswer(open, whole);
  if (body.decided !== true) refuseShowing(open, whole, changes);
  const closed = (collection: string, row: string, field: string): boolean =>
    body.decided !== true && (!sees(collection, field) || hides(collection, row, field));
  for (const change of changes) {
    const { collection, row } = change;
    if (change.kind === 'add') {
      const parts = split(open, collection, change.values);
      if (parts.size === 0) parts.set('core', {});
      for (const [compartment, part] of parts) saves.add(saves.streamOf(compartment), ['doc', collection, row, part]);
    } else if (change.kind === 'remove') {
      for (const stream of stored.streams) {
        const live = body.shown[shownKey(stream.sid, collection, row)]?.live ?? [];
        if (live.length > 0) saves.add(stream, ['del', collection, row, live]);
      }
    } else {
      const stream = saves.streamOf(compartmentOf(open, collection, change.field));
      const shown = body.shown[shownKey(stream.sid, collection, row)];
      const created = shown?.created === undefined ? [] : [shown.created];
      const explained = change.field === 'risk_level' && typeof riskReason === 'string';
      const why = explained ? riskReason.slice(0, 2000) : undefined;
      const dots = shown?.fields[change.field] ?? created;
      if (closed(collection, row, change.field) && covers(stored, stream, change, dots))
        throw new Refusal('PERM_DENIED', { field: change.field, rule: 'closed-answer' });
      saves.add(stream, setOp(change, change.value, dots, why));
    }
  }
  return saves.all;
}
