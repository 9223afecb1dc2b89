/** The zero of each script whose digits people type here: Arabic, Persian, Indic, South-East Asian, N'Ko, full width. */
const ZEROS = [
  0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xbe6, 0xc66, 0xd66, 0xe50, 0x1040, 0x1090, 0x17e0, 0xff10,
];

const plain = (digit: string): string => {
  const code = digit.charCodeAt(0);
  const zero = ZEROS.find((start) => code >= start && code < start + 10);
  return zero === undefined ? digit : String(code - zero);
};

/** The same text with the digits of every script written 0–9 (reference.md §7.4). */
export const plainDigits = (text: string): string => text.replaceAll(/\p{Nd}/gu, plain);
