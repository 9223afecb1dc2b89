import type { MatchSubject } from '#core/records/match.ts';
import { normaliseName } from '#core/records/names.ts';
import { searchTokens, type SearchTerm } from '#core/records/search-keys.ts';

/** What a case is found by, apart from its long texts. */
export type Sought = Pick<MatchSubject, 'names' | 'caregivers' | 'phones' | 'identifiers'> & {
  readonly code: string;
};
export type HitGround = 'code' | 'name' | 'other-name' | 'relative' | 'phone' | 'identifier';
/** `text`: the name that was found, as it is written down; numbers are not told. */
export interface HitReason {
  readonly on: HitGround;
  readonly text?: string;
}

const NOTHING = { code: '', names: [], caregivers: [], phones: [], identifiers: [] } as const;

/** Something that a case may be found by, with its keys and the text that is looked through for parts of words. */
interface Ground {
  readonly on: HitGround;
  readonly text?: string;
  /** Made when they are looked at: most words are found in a name, and sounds take long to hear. */
  readonly keys: () => readonly string[];
  readonly body: () => string;
}

/** Keys of texts that were looked at: the next letter that somebody types is looked for in the same names. */
const heard = new Map<string, readonly string[]>();
const MOST_HEARD = 5000;
function keysOf(as: Exclude<keyof Sought, 'code'>, text: string): readonly string[] {
  const name = `${as} ${text}`;
  const known = heard.get(name);
  if (known !== undefined) return known;
  const keys = searchTokens({ ...NOTHING, [as]: [text] });
  if (heard.size >= MOST_HEARD) heard.clear();
  heard.set(name, keys);
  return keys;
}

function groundsOf({ code, names, caregivers, phones, identifiers }: Sought): readonly Ground[] {
  const [first, ...others] = names;
  const ground = (on: HitGround, texts: readonly string[], as: Exclude<keyof Sought, 'code'>): Ground[] =>
    texts.map((text) => ({
      on,
      ...(as === 'names' || as === 'caregivers' ? { text } : {}),
      keys: () => keysOf(as, text),
      body: () => (as === 'phones' ? '' : normaliseName(text)),
    }));
  return [
    ...ground('name', first === undefined ? [] : [first], 'names'),
    { on: 'code', keys: () => searchTokens({ ...NOTHING, code }), body: () => '' },
    ...ground('other-name', others, 'names'),
    ...ground('relative', caregivers, 'caregivers'),
    ...ground('phone', phones, 'phones'),
    ...ground('identifier', identifiers, 'identifiers'),
  ];
}

/**
 * Why a case fits what was typed: for each word the first of its grounds that fits, each once. Empty when nothing of it
 * does, as for a case that was found by its long texts.
 */
export function hitReasons(terms: readonly SearchTerm[], sought: Sought): readonly HitReason[] {
  const grounds = groundsOf(sought);
  const reasons = new Map<string, HitReason>();
  for (const { prefixes, part } of terms) {
    const fits = (keys: readonly string[]): boolean =>
      prefixes.some((prefix) => keys.some((key) => key.length > 1 && key.startsWith(prefix)));
    const found =
      grounds.find(({ keys }) => fits(keys())) ??
      grounds.find(({ body }) => part !== undefined && body().includes(part));
    if (found === undefined) continue;
    const text = found.text === undefined ? {} : { text: found.text };
    reasons.set(JSON.stringify([found.on, text]), { on: found.on, ...text });
  }
  return [...reasons.values()];
}
