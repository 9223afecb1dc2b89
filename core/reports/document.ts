/**
 * A report as a tree of blocks, free of HTML: what is printed, not how. `html.ts` turns it into a page, `print.css`
 * lays it out (ui-guide §8).
 */

/** A stretch of text. Everything that a person typed is `data`, so that its script and direction stay its own. */
export type Run =
  | { readonly kind: 'words'; readonly text: string }
  | { readonly kind: 'data'; readonly text: string }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'strong'; readonly text: string }
  /** Unknown, refused, not asked, blank, not in this copy: set apart from every real answer. */
  | { readonly kind: 'marked'; readonly text: string };
export type Runs = readonly Run[];

export const words = (text: string): Run => ({ kind: 'words', text });
export const data = (text: string): Run => ({ kind: 'data', text });
export const code = (text: string): Run => ({ kind: 'code', text });
export const strong = (text: string): Run => ({ kind: 'strong', text });
export const marked = (text: string): Run => ({ kind: 'marked', text });

export type RiskLevel = 'high' | 'medium' | 'low' | 'none';
export interface RiskBadge {
  readonly level: RiskLevel;
  readonly label: string;
}

/** Columns of the twelve-column grid that an item takes. */
export type Span = 2 | 3 | 4 | 6 | 8 | 12;

export interface Tick {
  readonly label: string;
  readonly ticked: boolean;
}

export interface GridItem {
  readonly label: string;
  /** Said after the label, quieter. */
  readonly note?: string;
  /** `blank`: lines to write on. `ticks`: boxes to tick, on paper or already ticked. */
  readonly value: Runs | 'blank' | { readonly ticks: readonly Tick[] };
  readonly span: Span;
  /** Lines to leave for writing when the value is blank; 1 when absent. */
  readonly lines?: 1 | 3;
  /** Long text is printed as it was typed, with its line breaks. */
  readonly long?: boolean;
  /** Drawn signatures, above the words. */
  readonly pictures?: readonly { readonly address: string; readonly shows: string }[];
}

export interface Column {
  readonly label: string;
  /** Share of the width, in parts of the sum of all columns; 1 when absent. */
  readonly weight?: 1 | 2 | 3 | 4 | 5 | 6;
  /** Numbers stand at the end of the line. */
  readonly numeric?: boolean;
}
export type Cell = Runs | RiskBadge | 'blank' | Tick;

export interface Signature {
  /** Whose: "Child", "Caregiver". */
  readonly role: string;
  /** What the person signs to, or their printed name. */
  readonly statement: Runs;
  readonly thumbprint: boolean;
  /** Signed already: picture, by whom and how, and the day. */
  readonly drawn?: {
    readonly picture?: { readonly address: string; readonly shows: string };
    readonly who: Runs;
    readonly day: Runs;
  };
}

export type Block =
  | {
      readonly kind: 'cover';
      readonly report: string;
      readonly title: Runs;
      readonly line: Runs;
      readonly risk?: RiskBadge;
      readonly riskNote?: string;
      /** Address of a picture that the shell offers beside the page, and what it shows. */
      readonly photo?: { readonly address: string; readonly shows: string };
      readonly anchor?: string;
    }
  | {
      readonly kind: 'heading';
      readonly level: 1 | 2 | 3;
      readonly text: string;
      readonly note?: string;
      /** Where a table of contents leads to. */
      readonly anchor?: string;
    }
  | { readonly kind: 'paragraph'; readonly runs: Runs; readonly long?: boolean; readonly small?: boolean }
  | { readonly kind: 'steps'; readonly items: readonly { readonly name: string; readonly state: string }[] }
  | { readonly kind: 'grid'; readonly items: readonly GridItem[] }
  | {
      readonly kind: 'table';
      readonly caption: string;
      readonly columns: readonly Column[];
      readonly rows: readonly (readonly Cell[])[];
      /** The first cell of each row names the row. */
      readonly rowHeads: boolean;
      /** Said instead of an empty table. */
      readonly none?: string;
      /** Rows of a blank form are tall enough for handwriting. */
      readonly tall?: boolean;
      /** The rows of a subform stand side by side as columns; kept on one page. */
      readonly turned?: boolean;
    }
  | {
      readonly kind: 'signatures';
      readonly heading: string;
      /** "Explained orally in … by …": what is known is printed, the rest is a line; absent where nothing is explained. */
      readonly explained?: {
        readonly words: string;
        readonly in: { readonly label: string; readonly value: Runs };
        readonly by: { readonly label: string; readonly value: Runs };
      };
      readonly people: readonly Signature[];
      readonly words: {
        readonly sign: string;
        readonly signOrThumb: string;
        readonly date: string;
        readonly thumb: string;
      };
    }
  | { readonly kind: 'notice'; readonly title?: string; readonly runs: Runs }
  | { readonly kind: 'kit-words'; readonly label: string; readonly words: readonly string[] }
  /** `true` is a dark module. */
  | {
      readonly kind: 'qr';
      readonly label: string;
      readonly matrix: readonly (readonly boolean[])[];
      /** One of those that hold much: read by a camera from a sheet held up. */
      readonly large?: boolean;
    }
  /** Lines to write on. */
  | { readonly kind: 'lines'; readonly count: number }
  /** What stands where; the page numbers are filled in when the pages are known. */
  | { readonly kind: 'contents'; readonly heading: string; readonly entries: readonly ContentsEntry[] }
  | { readonly kind: 'photos'; readonly items: readonly { readonly address: string; readonly code: string }[] }
  | { readonly kind: 'bars'; readonly label: string; readonly items: readonly Bar[] }
  | { readonly kind: 'page-break' };

export interface ContentsEntry {
  readonly text: string;
  readonly anchor: string;
}
/** A bar of a chart: told in words too, so that grey paper says the same. */
export interface Bar {
  readonly label: string;
  readonly value: number;
  /** The value as it is written: "<5" where it is kept small. */
  readonly told: string;
}

/** The office's letter head on the first page. */
export interface Letterhead {
  readonly office: string;
  readonly lines: readonly string[];
  /** Address of the picture that the shell offers beside the page. */
  readonly logo?: string;
}

export interface Head {
  /** Stands first; the office's own name. */
  readonly office: string;
  readonly service: string;
  /** "CONFIDENTIAL – child protection". */
  readonly marking: string;
  readonly report: string;
  /** Case code, never a name. */
  readonly code?: string;
}

export interface Foot {
  readonly printed: string;
  readonly formVersion: string;
  /** Text before, between and after the two page numbers. */
  readonly page: readonly [string, string, string];
  readonly copy: string;
  readonly afterUse: string;
}

/** So many case summaries are printed at once: about a hundred pages, which the office makes without a pause. */
export const MOST_SUMMARIES = 50;
/** So many cases get a file each, one after the other. */
export const MOST_FILES = 200;
/** So many photos hang on one wall: a dozen pages. */
export const MOST_PHOTOS = 240;

export interface PrintDocument {
  readonly report: ReportId;
  /** Goes into the PDF's metadata and the file name: report and code, never a name. */
  readonly title: string;
  readonly paper: 'A4' | 'Letter';
  readonly landscape: boolean;
  readonly head: Head;
  readonly foot: Foot;
  /** Printed behind the text of every page. */
  readonly watermark?: string;
  readonly letterhead?: Letterhead;
  /** Printed on both sides: the binding side changes from page to page. */
  readonly duplex?: boolean;
  /** Large type. */
  readonly large?: boolean;
  readonly blocks: readonly Block[];
}

export type ReportId =
  | 'case-summary'
  | 'case-summaries'
  | 'case-history'
  | 'registration'
  | 'form'
  | 'blank-form'
  | 'layout'
  | 'photo-wall'
  | 'referral'
  | 'handover'
  | 'blank-registration'
  | 'case-list'
  | 'record-list'
  | 'reminders'
  | 'emergency-plan'
  | 'factor-codes'
  | 'statistics'
  | 'monthly-sheet'
  | 'recovery-kit'
  | 'trust-sheet'
  | 'codes'
  | 'processing'
  | 'roles'
  | 'notice'
  | 'breach-letter';
