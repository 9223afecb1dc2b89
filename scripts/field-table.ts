/**
 * Writes docs/forms/<profile>.md: every field, option list and rule of a profile. Run it after a change in
 * resources/config; a test compares the documents with the configuration. A profile that changed needs a higher version
 * first: offices tell by it that theirs is older.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { programPackage } from '../main/office/configuration-package.ts';
import { profileNames, readConfiguration } from '../main/office/read-configuration.ts';
import type { AlertDef } from '../core/forms/alert-def.ts';
import type { Configuration, FieldDef, FormDef, OptionList, Protective, RuleDef, Text } from '../core/forms/types.ts';

/** A cell may hold neither a line break nor the sign that ends it. */
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
const code = (text: string): string => `\`${text}\``;
const three = (text: Text): string[] => [text.en, text.fr, text.ar];

const protectiveText = (p: Protective): string => ('union' in p ? 'all ticked options' : p.order.join(' > '));

function needText(field: FieldDef): string {
  if (field.need === undefined) return '';
  const what = field.need === 'save' ? 'to save' : field.need;
  return field.needWhen === undefined ? what : `${what}, when ${code(field.needWhen)}`;
}

/** How the rows of a subform come, stand and stay. */
const rowRemarks = (field: FieldDef): string[] => [
  field.record === true ? 'each row is a record of its own' : '',
  field.within === undefined ? '' : `rows belong to a row of ${code(field.within.rows)}`,
  field.rowRelevant === undefined ? '' : `rows shown when ${code(field.rowRelevant)}`,
  field.sortBy === undefined
    ? ''
    : `ordered by ${code(field.sortBy.field)}${field.sortBy.descending === true ? ', last first' : ''}`,
  field.initialRows === undefined ? '' : `begins with ${field.initialRows} rows`,
  field.rowsFrom === undefined ? '' : `begins with a row for each of ${code(field.rowsFrom.list)}`,
  field.appendOnly === true ? 'saved rows stay as they are' : '',
];

function remarks(field: FieldDef): string {
  const range = [field.min, field.max].map((n) => n ?? '').join('…');
  return [
    field.calculate === undefined ? '' : `calculated: ${code(field.calculate)}`,
    field.prefill === undefined ? '' : `filled from ${code(field.prefill)}`,
    field.suggest === undefined ? '' : `offered: ${field.suggest.map(code).join(', ')}`,
    field.relevant === undefined ? '' : `asked when ${code(field.relevant)}`,
    field.constraint === undefined ? '' : `only if ${code(field.constraint)}`,
    ...Object.entries(field.optionFilter ?? {}).map(([tag, when]) => `options tagged ${tag} when ${code(when)}`),
    ...rowRemarks(field),
    field.of === undefined ? '' : `a row of ${code(field.of)}`,
    field.to === undefined ? '' : `leads to ${code(field.to)}`,
    field.check === undefined ? '' : `check digit: ${field.check}`,
    field.minLevel === undefined ? '' : `area of level ${field.minLevel} or smaller`,
    field.protective === undefined ? '' : `protective: ${protectiveText(field.protective)}`,
    field.missing === undefined ? '' : `missing: ${field.missing.length === 0 ? 'none' : field.missing.join(', ')}`,
    range === '…' ? '' : `limits ${range}`,
    field.offByDefault === true ? 'off by default' : '',
    field.readOnly === true ? 'read only' : '',
    field.filterable === true ? 'list column or filter' : '',
  ]
    .filter((part) => part !== '')
    .join('; ');
}

const FIELD_HEAD = ['Id', 'English', 'Français', 'العربية', 'Type', 'Needed', 'Class', 'Compartment', 'Primero', ''];
const fieldRow = (field: FieldDef, prefix: string): string[] => [
  code(prefix + field.id),
  ...three(field.label),
  field.options === undefined ? field.type : `${field.type}: ${field.options}`,
  needText(field),
  String(field.sensitivity),
  field.compartment,
  field.primero === undefined ? '' : code(field.primero),
  remarks(field),
];
const fieldRows = (fields: readonly FieldDef[]): string[][] =>
  fields.flatMap((field) => [
    fieldRow(field, ''),
    ...(field.fields ?? []).map((inner) => fieldRow(inner, `${field.id}.`)),
  ]);

function usedLists(configuration: Configuration): readonly OptionList[] {
  const fields = configuration.forms.flatMap((form) => form.sections.flatMap((section) => section.fields));
  const used = new Set(fields.flatMap((field) => [field.options, ...(field.fields ?? []).map((f) => f.options)]));
  return configuration.lists.filter((list) => used.has(list.id));
}

const listPart = (list: OptionList): string =>
  `### ${list.id}\n\n` +
  table(
    ['Option', 'English', 'Français', 'العربية', 'Codes and tags'],
    list.options.map((option) => [
      code(option.id),
      ...three(option.label),
      [
        ...Object.entries(option.codes ?? {}).map(([system, value]) => `${system} ${code(value)}`),
        ...(option.tags ?? []).map((tag) => `tag ${tag}`),
      ].join(', '),
    ]),
  );

const KINDS = { E: 'stops saving', W: 'warns', C: 'stops the step' } as const;
const ruleRow = (rule: RuleDef): string[] => [
  rule.id,
  `${rule.kind}, ${KINDS[rule.kind]}${rule.step === undefined ? '' : ` ${rule.step}`}`,
  rule.fields.map(code).join(', '),
  code(rule.brokenWhen) + (rule.eachRow === undefined ? '' : `, for each row of ${code(rule.eachRow)}`),
  ...three(rule.message),
];

const ALERT_FOR = {
  worker: 'the worker and the supervisor',
  supervisor: 'the supervisor',
  focal_point: 'the focal point against abuse by staff',
} as const;
/** What the office looks for, in words. */
function alertWhen(alert: AlertDef): string {
  switch (alert.judge) {
    case 'no_contact':
      return `no event of ${code(alert.deadline)} for ${alert.intervals} intervals of the risk level`;
    case 'not_seen':
      return `contacts, but ${code(`${alert.rows}.${alert.seen}`)} at none of them for ${alert.intervals} intervals of the risk level`;
    case 'untouched':
      return `nothing written for so many days: ${Object.entries(alert.days)
        .map(([level, days]) => `${level} ${days}`)
        .join(', ')}`;
    case 'rule':
      return `rule ${alert.rule} is broken`;
    case 'same_home':
      return 'a brother or sister at the same address has another family name or caregiver';
    case 'other_child':
      return 'a long text holds the code or the whole name of another child of the office';
    case 'merged':
      return 'answers of more than one office break a constraint or a rule that stops saving together, until it holds';
    case 'copied_text':
      return `one person wrote the same text of at least ${alert.least} characters into ${alert.cases} cases or more on one day`;
  }
}
const alertRow = (alert: AlertDef): string[] => [
  alert.id,
  alert.kind,
  ALERT_FOR[alert.tells],
  alertWhen(alert),
  ...three(alert.message),
];

function formRemark({ relevant, system }: FormDef): string {
  if (system === true) return '. Written by the application itself, on no page';
  return relevant === undefined ? '' : `. Offered when ${code(relevant)}`;
}

/** The whole document of one profile, as Markdown. */
export function fieldTable(configuration: Configuration): string {
  const fieldCount = configuration.forms.reduce(
    (sum, form) => sum + form.sections.reduce((n, section) => n + fieldRows(section.fields).length, 0),
    0,
  );
  const forms = configuration.forms.map((form) =>
    [
      `## ${form.number ?? ''} ${form.label.en}`.replace('  ', ' '),
      `Form \`${form.id}\`, version ${form.version}, step ${form.step}. ${three(form.label).join(' / ')}${formRemark(form)}`,
      ...form.sections.flatMap((section) => [
        `### ${form.id}, ${section.id}: ${section.label.en}`,
        `${three(section.label).join(' / ')}${section.relevant === undefined ? '' : `. Shown when ${code(section.relevant)}`}`,
        table(FIELD_HEAD, fieldRows(section.fields)),
      ]),
    ].join('\n\n'),
  );
  return `${[
    `# Fields of the profile “${configuration.label.en}”`,
    `Made by \`npx node scripts/field-table.ts\` from \`resources/config\`. ${configuration.description.en} ${fieldCount} fields, row fields included.`,
    'Ids are permanent. “Needed”: *to save* a draft as a case, or to complete the step (C1 registration, C2 assessment, C3 case plan, C4 services and referral, C5 follow-up and review, C6 closure); a missing reason (unknown, refused, not asked) counts as an answer. “Missing” in the last column names the reasons that are offered; where it is silent, all three are. Where a source list has “unknown” as an option, it is the missing reason here. Class: 1 public to 5 extreme.',
    ...forms,
    '## Option lists',
    ...usedLists(configuration).map(listPart),
    '## Rules',
    'A rule is broken when its expression is true. Ids starting with DQ are those of the domain reference; a letter after the number marks a second case of the same rule. Ids starting with CN are rules on consent and on answers that contradict each other.',
    table(
      ['Id', 'Kind', 'Stands at', 'Broken when', 'English', 'Français', 'العربية'],
      configuration.rules.map(ruleRow),
    ),
    ...((configuration.workflow?.alerts ?? []).length === 0
      ? []
      : [
          '## Rules that the office judges',
          'They compare cases, or come true because time passes; nothing is stopped by them. The page shows what was found in the case and in “To check”.',
          table(
            ['Id', 'Kind', 'Told to', 'Found when', 'English', 'Français', 'العربية'],
            (configuration.workflow?.alerts ?? []).map(alertRow),
          ),
        ]),
  ].join('\n\n')}\n`;
}

/** Where the document of a profile stands. */
export const fieldTablePath = (root: string, profile: string): string => join(root, 'docs', 'forms', `${profile}.md`);

/** Every profile of the product with the document that should be there. Throws when a configuration does not load. */
export function allFieldTables(root: string): readonly { readonly path: string; readonly text: string }[] {
  const resources = join(root, 'resources');
  return profileNames(resources).map((profile) => {
    const loaded = readConfiguration(resources, profile);
    if (!loaded.ok) throw new Error(`${profile}: ${JSON.stringify(loaded.error)}`);
    return { path: fieldTablePath(root, profile), text: fieldTable(loaded.value.configuration) };
  });
}

/** Which content each profile has under its version, by profile. */
type Versions = Readonly<Record<string, { readonly version: number; readonly hash: string }>>;
const versionsPath = (root: string): string => join(root, 'resources', 'config', 'versions.json');

/** What `resources/config/versions.json` says, and what it should say. */
export function profileVersions(root: string): { readonly kept: Versions; readonly now: Versions } {
  const resources = join(root, 'resources');
  const now = profileNames(resources).map((profile) => {
    const { configuration, hash } = programPackage(resources, profile);
    return [profile, { version: configuration.version, hash }] as const;
  });
  return { kept: JSON.parse(readFileSync(versionsPath(root), 'utf8')) as Versions, now: Object.fromEntries(now) };
}

/** Profiles whose content changed under a version that offices may already have. */
export const changedInSilence = ({ kept, now }: ReturnType<typeof profileVersions>): readonly string[] =>
  Object.entries(now).flatMap(([profile, { version, hash }]) => {
    const before = kept[profile];
    return before !== undefined && version <= before.version && hash !== before.hash ? [profile] : [];
  });

if (import.meta.main) {
  const root = join(import.meta.dirname, '..');
  const versions = profileVersions(root);
  const silent = changedInSilence(versions);
  if (silent.length > 0) throw new Error(`raise the version in profile.json of: ${silent.join(', ')}`);
  writeFileSync(versionsPath(root), `${JSON.stringify(versions.now, undefined, 2)}\n`);
  for (const { path, text } of allFieldTables(root)) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    process.stdout.write(`written: ${path}\n`);
  }
}
