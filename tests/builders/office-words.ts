import type { Input } from '#core/contracts/index.ts';

/** Who sets up the offices of tests, and with which passphrase. */
export const PASSPHRASE = 'amber lantern crosses the quiet river';
export const HEAD = 'Halima Osman';

export const everyCase: Input<'cases.list'> = {
  query: {
    text: '',
    exactSpelling: false,
    status: [],
    risk: [],
    sex: [],
    mine: false,
    conflicts: false,
    office: 'all',
    sort: 'code',
    descending: false,
  },
  offset: 0,
  limit: 100,
  showNames: true,
};
