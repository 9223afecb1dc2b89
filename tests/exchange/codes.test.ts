import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeQRBatch } from 'qr/decode.js';
import { encode } from 'uqr';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signingKey } from '../../main/crypto/ed25519.ts';
import { makeRelayCard } from '../../main/crypto/relay-card.ts';
import { Offices, type TestOffice } from './office-pair.ts';
import { becomeAuthority } from './trust-steps.ts';

const offices = new Offices();
let a: TestOffice;
let c: TestOffice;
let stick: string;

beforeAll(async () => {
  await offices.prepare(['KSM'], ['LWN']);
  const taken = await offices.take('KSM', 'LWN');
  stick = taken.stick;
  [a, c] = taken.offices as [TestOffice, TestOffice];
}, 120_000);
afterAll(() => {
  offices.remove();
});

/** What a camera sees of a code: four dots to each module. */
async function seen(text: string): Promise<string> {
  const { data, size } = encode(text, { ecc: 'M', border: 4 });
  const side = size * 4;
  const pixels = new Uint8ClampedArray(side * side * 4).fill(255);
  for (let y = 0; y < side; y += 1)
    for (let x = 0; x < side; x += 1)
      if (data[y >> 2]?.[x >> 2]) pixels.fill(0, (y * side + x) * 4, (y * side + x) * 4 + 3);
  const maxSize = { width: side, height: side };
  const [found] = await decodeQRBatch([{ data: pixels, ...maxSize }], { timeLimit: 4000, maxSize });
  return String(found?.[0]);
}
const overTheAir = async (parts: readonly string[]): Promise<string[]> =>
  (await Promise.all(parts.map(seen))).toReversed();

describe('an office that is enrolled with codes', () => {
  it('asks, is listed and takes the answer without a stick, after both compared the words', async () => {
    await becomeAuthority(a, stick);
    const before = readdirSync(stick);
    const asked = await c.caller.call('codes.show', { what: 'request' });
    const { words } = await c.caller.call('trust.request', {});
    expect(asked.words).toEqual(words);
    const request = await a.caller.call('codes.readRequest', { parts: await overTheAir(asked.parts) });
    expect(request.request).toMatchObject({ code: 'LWN', words, known: 'new' });
    const enrolled = await a.caller.call('trust.enrol', { place: request.place, words });
    expect(enrolled.fileName).toBeUndefined();
    expect(readdirSync(stick)).toEqual(before);
    expect(existsSync(join(a.dir, 'inbox', 'LWN.hifadhi-trust'))).toBe(false);

    const answer = await a.caller.call('codes.show', { what: 'trust' });
    const { place, file } = await c.caller.call('codes.readTrust', { parts: await overTheAir(answer.parts) });
    expect(file).toMatchObject({ first: true, lists: true, words: answer.words });
    const other = [...file.words.slice(1), 'abandon'];
    expect(await c.caller.refused('trust.take', { place, words: other })).toBe('TRUST_MISMATCH');
    const state = await c.caller.call('trust.take', { place, words: file.words });
    expect(state.offices.map(({ code }) => code).sort()).toEqual(['KSM', 'LWN']);
  });

  it('reads a card, and refuses codes that are none, of something else, mixed or misread', async () => {
    const { parts, words } = await a.caller.call('codes.show', { what: 'card' });
    const read = await c.caller.call('codes.readCard', { parts: await overTheAir(parts) });
    expect(read.card).toMatchObject({ code: 'KSM', words });
    const mine = (await c.caller.call('codes.show', { what: 'card' })).parts;
    const wrong = [['https://example.org'], parts.slice(1), [...parts.slice(1), ...mine.slice(0, 1)]];
    for (const some of wrong)
      expect(await c.caller.refused('codes.readCard', { parts: some })).toBe('SYNC_CODES_INVALID');
    expect(await c.caller.refused('codes.readTrust', { parts })).toBe('SYNC_CODES_INVALID');
    expect(await a.caller.refused('codes.show', { what: 'relay' })).toBe('FORM_STALE');
  });

  it('hands on the card of its relay, with the words of the file', async () => {
    const path = join(stick, 'marabia.hifadhi-relay');
    const about = { name: 'Marabia relay', url: 'https://localhost:9', certificate: undefined };
    writeFileSync(path, makeRelayCard(about, signingKey(Buffer.alloc(32, 1))));
    const file = await a.caller.shell<{ place: string; card: { words: string[] } }>('readRelayCard', { path });
    await a.caller.call('relay.connect', { place: file.place, words: file.card.words });
    const { parts, words } = await a.caller.call('codes.show', { what: 'relay' });
    expect(words).toEqual(file.card.words);
    const { place, card } = await c.caller.call('codes.readRelay', { parts: await overTheAir(parts) });
    expect(card).toMatchObject({ name: about.name, url: about.url, words });
    const status = await c.caller.call('relay.connect', { place, words: card.words });
    expect(status.relay).toMatchObject({ url: about.url });
    for (const office of [a, c]) await office.caller.call('relay.disconnect', {});
  });
});
