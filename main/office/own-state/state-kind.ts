import type { OpenOffice } from '../open-office.ts';

/** One kind of thing that the computers of an office tell each other. */
export interface StateKind {
  readonly kind: string;
  /** Everything of this kind here, each under its id, as JSON whose keys stand in one order. */
  readonly here: (open: OpenOffice) => ReadonlyMap<string, string>;
  /** What another computer tells, in the words of this version: an older one may say the same in others. */
  readonly told?: (open: OpenOffice, body: string) => string;
  /** Makes it so here, or takes it away (null). False: it waits for a case that has not come. */
  readonly apply: (open: OpenOffice, id: string, body: string | null) => boolean;
  /** Says in the trail that another computer told of it, where making it so does not. */
  readonly heard?: (open: OpenOffice, body: string) => void;
  /** Whether something of this kind is ever taken away again. */
  readonly ends: boolean;
}
