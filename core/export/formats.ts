/** The formats of files of cases (docs/export-formats.md). `primero`: as Primero's API gives records. */
export const CASE_FORMATS = ['xlsx', 'csv', 'json', 'primero'] as const;
export type CaseFormat = (typeof CASE_FORMATS)[number];

/** The formats of tables of numbers. `hxl`: one long table with a row of hashtags, small numbers hidden. */
export const NUMBER_FORMATS = ['xlsx', 'csv', 'hxl'] as const;
export type NumberFormat = (typeof NUMBER_FORMATS)[number];

/** What stands between two cells: many spreadsheets expect the semicolon where a comma begins decimals. */
export const SEPARATORS = { comma: ',', semicolon: ';', tab: '\t' } as const;
export const SEPARATOR_NAMES = ['comma', 'semicolon', 'tab'] as const;
export type Separator = keyof typeof SEPARATORS;
