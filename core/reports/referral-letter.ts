import type { Configuration, FieldDef, Row } from '#core/forms/types.ts';
import { placeIsSecret } from '#core/sharing/consent.ts';
import { fieldsOf } from '#core/sharing/referral-package.ts';
import { answerRuns, type AnswerSetting } from './answers.ts';
import { frameOf, type PrintContext } from './context.ts';
import { atMinute } from './dates.ts';
import { code, data, marked, words } from './document.ts';
import type { Block, GridItem, PrintDocument, Runs, Span } from './document.ts';
import { namesIn } from './redaction.ts';
import type { FilledCase } from './filled-case.ts';
import { formVersion } from './registration-form.ts';

export interface ReferralLetter {
  readonly print: PrintContext;
  readonly configuration: Configuration;
  readonly filled: FilledCase;
  readonly referral: Row;
  /** Answers that may go along at all, judged now: what was chosen and is closed since then stays out. */
  readonly allowed: ReadonlySet<string>;
  /** By when an answer is expected; an instant. */
  readonly dueUtc?: string;
}

const REFERRALS = 'referrals';
const ASKED: readonly (readonly [string, Span])[] = [
  ['referral_service', 4],
  ['referral_service_other', 4],
  ['referral_priority', 4],
  ['referral_date', 4],
  ['referral_contact_via', 4],
  ['referral_special_needs', 4],
  ['referral_special_needs_other', 4],
  ['referral_unhcr_needs', 12],
];
const FROM = ['referral_sender', 'referral_sender_agency', 'referral_sender_phone'] as const;
const TO = [
  'referral_recipient_agency',
  'referral_recipient_person',
  'referral_recipient_phone',
  'referral_recipient_place',
] as const;

function fieldsById(fields: readonly FieldDef[]): ReadonlyMap<string, FieldDef> {
  return new Map(fields.map((field) => [field.id, field]));
}
const caseFields = ({ forms }: Configuration): readonly FieldDef[] =>
  forms.flatMap((form) => form.sections.flatMap((section) => section.fields));

/** Where an organisation answers on the same paper: nothing of the child stands on it but the code. */
function replySlip(setting: AnswerSetting, service: Runs, office: string): Block[] {
  const { t } = setting.print;
  const blank = (key: string, span: Span, lines: 1 | 3 = 1): GridItem => ({
    label: t(`print.reply_${key}`),
    value: 'blank',
    span,
    lines,
  });
  const ticks = ['accepted', 'declined', 'given'].map((one) => ({ label: t(`print.reply_is_${one}`), ticked: false }));
  return [
    { kind: 'heading', level: 2, text: t('print.reply_slip'), note: setting.caseCode },
    {
      kind: 'grid',
      items: [
        { label: t('print.code'), value: [code(setting.caseCode)], span: 4 },
        { label: t('print.referral_service'), value: service, span: 8 },
        blank('received', 4),
        { label: t('print.reply_answer'), value: { ticks }, span: 8 },
        blank('reason', 12),
        blank('given_on', 4),
        blank('feedback', 12, 3),
        blank('name', 6),
        blank('signature', 3),
        blank('date', 3),
      ],
    },
    { kind: 'paragraph', small: true, runs: [words(t('print.reply_return', { office }))] },
  ];
}

/**
 * The letter of a referral with its reply slip (reference.md §6.2: only released fields; §3.8). Of the child it shows
 * the answers that were chosen to go along and nothing else.
 */
export function referralLetter(letter: ReferralLetter): PrintDocument {
  const { print, configuration, filled, referral, allowed } = letter;
  const { t, language } = print;
  const setting: AnswerSetting = {
    print,
    configuration,
    caseCode: filled.code,
    names: namesIn(configuration, filled.document, print.names),
    closed: filled.closed,
    rows: filled.document.rows,
    placeSecret: placeIsSecret(filled.document.values),
  };
  const all = fieldsById(caseFields(configuration));
  const inRow = fieldsById(all.get(REFERRALS)?.fields ?? []);
  const told = (id: string): Runs | undefined => {
    const field = inRow.get(id);
    const runs = field && answerRuns(field, `${REFERRALS}.${id}`, referral.values[id], setting);
    return runs === 'blank' ? undefined : runs;
  };
  const item = (id: string, span: Span): GridItem[] => {
    const value = told(id);
    const field = inRow.get(id);
    return value === undefined || field === undefined ? [] : [{ label: field.label[language], value, span }];
  };
  const party = (ids: readonly string[]): Runs => {
    const parts = ids.flatMap((id) => {
      const value = referral.values[id];
      return typeof value === 'string' && value !== '' ? [data(value)] : [];
    });
    return parts.flatMap((part, i) => (i === 0 ? [part] : [words(' · '), part]));
  };
  const along = fieldsOf(referral.values).flatMap((id): GridItem[] => {
    const field = all.get(id);
    if (field === undefined || !allowed.has(id)) return [];
    const value = answerRuns(field, id, filled.document.values[id], setting);
    return value === 'blank'
      ? []
      : [
          {
            label: field.label[language],
            value,
            span: field.type === 'long_text' ? 12 : 4,
            long: field.type === 'long_text',
          },
        ];
  });
  const consent = told('referral_consent');
  const reason = told('referral_reason');
  const service = told('referral_service_other') ?? told('referral_service') ?? [marked(t('print.blank'))];
  const blocks: Block[] = [
    {
      kind: 'cover',
      report: t('print.report_referral'),
      title: [code(filled.code)],
      line: party(['referral_recipient_agency', 'referral_recipient_person']),
    },
    {
      kind: 'grid',
      items: [
        { label: t('print.referral_from'), value: party(FROM), span: 6 },
        { label: t('print.referral_to'), value: party(TO), span: 6 },
        ...ASKED.flatMap(([id, span]) => item(id, span)),
        ...(letter.dueUtc === undefined
          ? []
          : [
              {
                label: t('print.referral_answer_by'),
                value: [words(atMinute(letter.dueUtc, print.timeZone, language))],
                span: 4 as const,
              },
            ]),
      ],
    },
    { kind: 'heading', level: 2, text: t('print.referral_reason') },
    { kind: 'paragraph', runs: reason ?? [marked(t('print.blank'))], long: true },
    { kind: 'heading', level: 2, text: t('print.referral_along') },
    ...(along.length === 0
      ? [{ kind: 'paragraph', runs: [words(t('print.referral_nothing_along'))] } satisfies Block]
      : [{ kind: 'grid', items: along } satisfies Block]),
    {
      kind: 'notice',
      title: t('print.referral_confidential'),
      runs: [
        ...(consent === undefined ? [] : [words(t('print.referral_consent')), words(' '), ...consent, words('. ')]),
        words(t('print.referral_do_not_pass')),
      ],
    },
    ...replySlip(setting, service, print.office),
  ];
  const forms = configuration.forms.filter(({ id }) => id === 'referral');
  return {
    ...frameOf(print, {
      report: 'referral',
      name: t('print.report_referral'),
      code: filled.code,
      formVersion: formVersion(forms, print),
    }),
    blocks,
  };
}
