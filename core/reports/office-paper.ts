import type { LayoutDef, LayoutsDef, NameMode, Paper, Signer } from '#core/forms/layout-def.ts';
import type { Language } from '#core/forms/types.ts';
import type { PaperLook, Translate } from './context.ts';
import type { ReportId } from './document.ts';
import { redactionDefault } from './redaction.ts';

/** Words that an office wrote, in the languages that it prints in. */
export type OfficeWords = { readonly [L in Language]?: string };

/** What an office changed of its papers. It lies over the configuration's layouts and outlives a switch. */
export interface OfficePaper {
  readonly paper?: Paper;
  readonly duplex?: boolean;
  /** Under the office's name, one line each. */
  readonly lines?: { readonly [L in Language]?: readonly string[] };
  readonly marking?: OfficeWords;
  readonly foot?: OfficeWords;
  /** By the id of the layout. */
  readonly reports?: Readonly<Record<string, OfficeReport>>;
}
export interface OfficeReport {
  readonly number?: string;
  readonly signers?: readonly Signer[];
  readonly explained?: boolean;
}

/** As much of an order as tells which layout it is printed by. */
export interface Ordered {
  readonly kind: ReportId;
  readonly layout?: string;
}

/** The layout of a report; undefined for what has none, and where the configuration does not know it. */
export function layoutOf({ kind, layout }: Ordered, layouts: LayoutsDef | undefined): LayoutDef | undefined {
  const id =
    kind === 'layout'
      ? layout
      : kind === 'case-summaries'
        ? 'case-summary'
        : kind === 'blank-registration'
          ? 'registration'
          : kind;
  return layouts?.reports.find((one) => one.id === id);
}

/** Who is named on a report unless somebody asks for something else. */
export const usualNames = (ordered: Ordered, layouts: LayoutsDef | undefined): NameMode =>
  layoutOf(ordered, layouts)?.names ?? redactionDefault(ordered.kind);

/** The paper that the office prints on. */
export const usualPaper = (office: OfficePaper, layouts: LayoutsDef | undefined): Paper =>
  office.paper ?? layouts?.paper ?? 'A4';

/** Whose blocks stand at the end of a report at this office; undefined: the program's usual ones. */
export function signersOf(layout: LayoutDef | undefined, own: OfficeReport | undefined): PaperLook['signers'] {
  const usual = layout?.signatures;
  if (usual === undefined && own?.signers === undefined) return undefined;
  return {
    people: own?.signers ?? usual?.people ?? [],
    explained: own?.explained ?? usual?.explained === true,
  };
}

/**
 * How a report looks at this office: what the office changed, else the configuration, else the program's own words.
 *
 * @param logo address of the office's logo, where it has one.
 */
export function paperLook(
  layout: LayoutDef | undefined,
  { layouts, office }: { readonly layouts: LayoutsDef | undefined; readonly office: OfficePaper },
  { language, t, logo }: { readonly language: Language; readonly t: Translate; readonly logo?: string | undefined },
): PaperLook {
  const own = layout === undefined ? undefined : office.reports?.[layout.id];
  const number = own?.number ?? layout?.number;
  const signers = signersOf(layout, own);
  return {
    lines: office.lines?.[language] ?? layouts?.lines.map((line) => line[language]) ?? [t('print.service')],
    marking: office.marking?.[language] ?? layouts?.marking[language] ?? t('print.marking'),
    afterUse: office.foot?.[language] ?? layouts?.foot[language] ?? t('print.after_use'),
    duplex: office.duplex ?? layouts?.duplex === true,
    large: layout?.large === true,
    ...(number === undefined || number === '' ? {} : { number }),
    ...(signers === undefined ? {} : { signers }),
    ...(logo === undefined ? {} : { logo }),
  };
}
