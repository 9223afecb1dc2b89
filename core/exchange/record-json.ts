import type { FieldValue, Values } from '#core/forms/types.ts';
import type { RecordState, Sibling, Stamp } from './merge.ts';

/** Stamps as short arrays: the state of a case is written at every save. */
type WireStamp = [dot: string, wall: number, counter: number, suspect: 0 | 1, device: string, sseq: number];
type WireSibling = [...WireStamp, FieldValue | null];
interface WireMeta {
  c?: WireStamp;
  /** What keeps the record alive; absent when that is the stamp of the save that made it and nothing else, as a rule. */
  l?: readonly string[];
  f?: Record<string, WireSibling[]>;
}

const toWire = (s: Stamp): WireStamp => [s.dot, s.wall, s.counter, s.suspect ? 1 : 0, s.device, s.sseq];
const fromWire = ([dot, wall, counter, suspect, device, sseq]: WireStamp | WireSibling): Stamp => ({
  dot,
  wall,
  counter,
  suspect: suspect === 1,
  device,
  sseq,
});

/** A record's state as the two texts that the database keeps. Written and read by this office only. */
export function recordToJson(state: RecordState): { readonly doc: string; readonly meta: string } {
  const fields = Object.entries(state.fields);
  const meta: WireMeta = {
    ...(state.created ? { c: toWire(state.created) } : {}),
    ...(state.live.length === 1 && state.live[0] === state.created?.dot ? {} : { l: state.live }),
    ...(fields.length === 0
      ? {}
      : {
          f: Object.fromEntries(
            fields.map(([field, list]) => [field, list.map((s): WireSibling => [...toWire(s), s.value])]),
          ),
        }),
  };
  return { doc: JSON.stringify(state.values), meta: JSON.stringify(meta) };
}

export function recordFromJson(json: { readonly doc: string; readonly meta: string }): RecordState {
  const meta = JSON.parse(json.meta) as WireMeta;
  return {
    created: meta.c ? fromWire(meta.c) : undefined,
    live: meta.l ?? (meta.c ? [meta.c[0]] : []),
    values: JSON.parse(json.doc) as Values,
    fields: Object.fromEntries(
      Object.entries(meta.f ?? {}).map(([field, list]) => [
        field,
        list.map((s): Sibling => ({ ...fromWire(s), value: s[6] })),
      ]),
    ),
  };
}
