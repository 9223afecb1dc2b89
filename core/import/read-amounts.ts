import { toAsciiDigits } from '../forms/digits.ts';
import type { MoneyValue } from '../forms/types.ts';

/** Longer than any amount or counted thing. Cells are foreign, and the patterns below go over a text again and again. */
const LONGEST = 200;

/** What a cell writes, with one space where it has many; undefined where it is too long to be looked at. */
function shortText(text: string): string | undefined {
  const told = toAsciiDigits(text)
    .replaceAll(/[\u00a0\u202f\s]+/gu, ' ')
    .trim();
  return told.length > LONGEST ? undefined : told;
}

const WITH_CURRENCY = /^(?:([A-Za-z]{3}) ?)?([\d .,'’]*\d) ?([A-Za-z]{3})?$/u;
/** A separator with three digits behind it, and nothing else like it, parts thousands. No thousands begin with a nought. */
const PARTED = /^[1-9]\d{0,2}([.,'’ ])\d{3}(?:\1\d{3})*$/u;
/** Thousands, or three decimals. */
const EITHER = /^[1-9]\d{0,2}[.,]\d{3}$/u;
const NOUGHT_PARTED = /^0+[.,'’ ]/u;
/**
 * Currencies of which people write a thousandth (ISO 4217, exponent 3). Not the Iraqi dinar: nobody counts its thousandths,
 * and `25.000 IQD` is twenty-five thousand as often as not.
 */
const IN_THOUSANDTHS: ReadonlySet<string> = new Set(['BHD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND']);

/** The amount as decimal text, however the cell parts thousands and decimals. */
function amountOf(told: string, currency: string): string | 'unclear' | undefined {
  const thousandths = EITHER.test(told) && told.includes('.') && IN_THOUSANDTHS.has(currency);
  if (EITHER.test(told) && !thousandths) return 'unclear';
  const last = Math.max(told.lastIndexOf('.'), told.lastIndexOf(','));
  const parts = last < 0 || (PARTED.test(told) && !thousandths);
  const [whole, decimals] = parts ? [told, ''] : [told.slice(0, last), told.slice(last + 1)];
  const digits = whole.replaceAll(/[.,'’ ]/gu, '');
  if (NOUGHT_PARTED.test(whole) || !/^\d{1,12}$/u.test(digits) || !/^\d{0,3}$/u.test(decimals)) return undefined;
  return decimals === '' ? digits : `${digits}.${decimals}`;
}

/**
 * An amount with its currency, as a cell writes it: `1,500.50 KES`, `KES 1500`, `12,50 EUR`. `unclear` where a separator
 * may part thousands or decimals, as in `12.125 KES`: a thousand times too much or too little is never guessed.
 *
 * @param usual the currency of a column that names none in its cells.
 */
export function readMoney(cell: string, usual: string | undefined): MoneyValue | 'unclear' | undefined {
  const found = WITH_CURRENCY.exec(shortText(cell) ?? '');
  const currency = (found?.[1] ?? found?.[3] ?? usual)?.toUpperCase();
  if (currency === undefined) return undefined;
  const amount = amountOf(found?.[2]?.trim() ?? '', currency);
  return amount === undefined || amount === 'unclear' ? amount : { amount, currency };
}

const COUNTED = /^(.+?) ?[=:×x]? ?(\d{1,7})$/u;
const COUNT_FIRST = /^(\d{1,7}) ?[x×]? ?(\D.*)$/u;

/**
 * Counted things as a cell writes them: `adults=2; children=3`, `2 adults, 3 children`. Each with its word; undefined where
 * a part has no count.
 */
export function countsIn(cell: string): readonly (readonly [word: string, count: number])[] | undefined {
  const parts = cell
    .split(/[;|,\n]/u)
    .map(shortText)
    .filter((part) => part !== '');
  const found = parts.map((part): readonly [string, number] | undefined => {
    if (part === undefined) return undefined;
    const first = COUNT_FIRST.exec(part);
    if (first !== null) return [first[2] ?? '', Number(first[1])];
    const behind = COUNTED.exec(part);
    return behind === null ? undefined : [behind[1] ?? '', Number(behind[2])];
  });
  return found.every((one) => one !== undefined) && found.length > 0 ? found : undefined;
}
