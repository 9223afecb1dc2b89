/**
 * Marabia: a country that does not exist, with the regions, districts and sub-districts of the default configuration
 * (reference.md §10: 4 regions, 14 districts, 96 sub-districts). Ids are the option ids of the list `areas`; the P-code
 * is the same in capitals.
 */
export interface Area {
  readonly id: string;
  readonly pcode: string;
  readonly name: string;
}
export interface District extends Area {
  readonly subDistricts: readonly Area[];
}
export interface Region extends Area {
  readonly districts: readonly District[];
}
export interface MarabianOffice {
  /** Two to five letters, first part of its case codes. */
  readonly code: string;
  readonly name: string;
  /** Id of the district it serves first. */
  readonly district: string;
}

const PARTS = ['Centre', 'North', 'South', 'East', 'West', 'Market', 'Camp'];
/** Two young districts have no camp. The numbering of the last one has a gap, as real numberings have. */
const COUNTRY: readonly (readonly [string, string, readonly (readonly [string, string, number])[]])[] = [
  [
    '01',
    'Coast',
    [
      ['01', 'Kisimani', 7],
      ['02', 'Bandari', 7],
      ['03', 'Mlimani', 7],
    ],
  ],
  [
    '02',
    'Plains',
    [
      ['01', 'Tambara', 7],
      ['02', 'Oshana', 7],
      ['03', 'Karu', 7],
    ],
  ],
  [
    '03',
    'Highland',
    [
      ['01', 'Lindisa', 7],
      ['02', 'Vareko', 7],
      ['03', 'Sefari', 7],
      ['04', 'Nuvela', 7],
    ],
  ],
  [
    '04',
    'Lake',
    [
      ['01', 'Dakora', 7],
      ['02', 'Ruhama', 7],
      ['03', 'Zembe', 6],
      ['07', 'Tisali', 6],
    ],
  ],
];

const area = (digits: string, name: string): Area => ({ id: `mb${digits}`, pcode: `MB${digits}`, name });

export const REGIONS: readonly Region[] = COUNTRY.map(([region, regionName, districts]) => ({
  ...area(region, `${regionName} Region`),
  districts: districts.map(([number, name, parts]) => ({
    ...area(region + number, `${name} District`),
    subDistricts: PARTS.slice(0, parts).map((part, i) => area(`${region}${number}0${i + 1}`, `${name} ${part}`)),
  })),
}));
export const DISTRICTS: readonly District[] = REGIONS.flatMap((region) => region.districts);
export const SUB_DISTRICTS: readonly Area[] = DISTRICTS.flatMap((district) => district.subDistricts);

export const OFFICES: readonly MarabianOffice[] = [
  { code: 'KSM', name: 'Kisimani District Office', district: 'mb0101' },
  { code: 'BND', name: 'Bandari District Office', district: 'mb0102' },
  { code: 'MLM', name: 'Mlimani District Office', district: 'mb0103' },
];

/** The office with this code; another code gives an office of that code in the first district. */
export const officeOf = (code: string): MarabianOffice =>
  OFFICES.find((office) => office.code === code) ?? { code, name: `${code} District Office`, district: 'mb0101' };

/** Words for streets, schools and landmarks. */
export const STREETS = ['Lantern Street', 'Old Well Road', 'Harbour Lane', 'Salt Road', 'Acacia Street', 'Mill Lane'];
export const LANDMARKS = [
  'behind the water tower',
  'opposite the old mill',
  'next to the grain store',
  'two houses after the bridge',
  'near the clinic',
  'beside the football field',
];
export const SCHOOLS = ['Baobab Primary School', 'Harbour School', 'Hill School', 'Lake View School', 'Unity School'];
