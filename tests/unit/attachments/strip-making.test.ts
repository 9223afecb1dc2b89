import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fileType } from '#core/attachments/file-type.ts';
import type { AttachmentMime } from '#core/attachments/kinds.ts';
import { MIMES } from '#core/attachments/kinds.ts';
import { stripMaking } from '#core/attachments/strip-making.ts';
import { docx, odt, pdf, wav, zip } from '../../builders/made-files.ts';

const CANARY = 'Salma Author';
const bytes = (...parts: (Uint8Array | string | number)[]): Buffer =>
  Buffer.concat(
    parts.map((part) =>
      typeof part === 'string' ? Buffer.from(part, 'latin1') : typeof part === 'number' ? Buffer.from([part]) : part,
    ),
  );
const u32 = (value: number): Buffer => {
  const made = Buffer.alloc(4);
  made.writeUInt32BE(value);
  return made;
};
const stripped = (mime: AttachmentMime, file: Uint8Array): Buffer => {
  const { bytes: made, stays } = stripMaking(mime, file);
  expect(stays).toBe(false);
  return Buffer.from(made);
};

describe('recordings', () => {
  const frames = bytes(0xff, 0xfb, 0x90, 0x64, Buffer.alloc(400, 0x55));

  test('an MP3 keeps its frames and none of its tags', () => {
    const id3 = (body: string) => bytes('ID3', 4, 0, 0, 0, 0, 0, body.length, body);
    const v1 = bytes('TAG', Buffer.alloc(125, CANARY));
    const head = bytes('APETAGEX', u32(0xd0070000), bytes(u32(64)).reverse(), u32(0), u32(0x80), Buffer.alloc(8));
    const ape = bytes(head, Buffer.alloc(32, CANARY), head);
    const file = bytes(id3(CANARY), id3(`again ${CANARY}`), frames, ape, v1);
    expect(stripped('audio/mpeg', file)).toEqual(frames);
    expect(stripped('audio/mpeg', frames)).toEqual(frames);
    expect(stripMaking('audio/mpeg', id3(CANARY))).toMatchObject({ stays: true });
  });

  test('a WAV keeps its sound, also when the recorder stopped before its length was written', () => {
    const list = bytes('LIST', 16, 0, 0, 0, 'IART', CANARY);
    const whole = wav();
    const withTexts = bytes(whole.subarray(0, 36), list, whole.subarray(36));
    expect(stripped('audio/wav', withTexts)).toEqual(whole);
    const cut = stripped('audio/wav', withTexts.subarray(0, 3000));
    expect([cut.readUInt32LE(4), cut.readUInt32LE(40)]).toEqual([cut.length - 8, cut.length - 44]);
    expect(stripMaking('audio/wav', bytes('RIFF', 4, 0, 0, 0, 'WAVE'))).toMatchObject({ stays: true });
  });

  const box = (name: string, ...body: (Uint8Array | string)[]): Buffer => {
    const inside = bytes(...body);
    return bytes(u32(8 + inside.length), name, inside);
  };
  test('an M4A keeps its length and its sound; texts, place and times are empty', () => {
    const times = bytes(u32(0), u32(0xdeadbeef), u32(0xdeadbeef), u32(1000), u32(5000));
    const m4a = (mark: string, day: Buffer) =>
      bytes(
        box('ftyp', 'M4A \0\0\0\0'),
        box(
          'moov',
          box('mvhd', day),
          box('trak', box('mdia', box('mdhd', day))),
          box(mark === '' ? 'free' : 'udta', mark || Buffer.alloc(12)),
        ),
        box('mdat', 'sound sound'),
      );
    const blank = bytes(u32(0), Buffer.alloc(8), u32(1000), u32(5000));
    expect(stripped('audio/mp4', m4a(CANARY, times))).toEqual(m4a('', blank));
    expect(stripMaking('audio/mp4', m4a(CANARY, times).subarray(0, -3))).toMatchObject({ stays: true });
  });

  const element = (id: number[], body: Uint8Array | string): Buffer => {
    const inside = bytes(body);
    return bytes(
      Buffer.from(id),
      0x10 | (inside.length >> 24),
      (inside.length >> 16) & 0xff,
      (inside.length >> 8) & 0xff,
      inside.length & 0xff,
      inside,
    );
  };
  test('a WebM keeps its sound and its length, as it is recorded and as it is rewritten', () => {
    const head = element([0x1a, 0x45, 0xdf, 0xa3], bytes('B', 0x82, 0x84, 'webm'));
    const cluster = element([0x1f, 0x43, 0xb6, 0x75], element([0xa3], 'sound sound'));
    const tags = (length: number) => element([0x12, 0x54, 0xc3, 0x67], CANARY.padEnd(length));
    const info = element([0x15, 0x49, 0xa9, 0x66], bytes(element([0x57, 0x41], CANARY), element([0x7b, 0xa9], CANARY)));
    const inside = bytes(info, cluster, tags(20), tags(300));
    const live = bytes(0x18, 0x53, 0x80, 0x67, 0x01, Buffer.alloc(7, 0xff), inside);
    for (const file of [bytes(head, element([0x18, 0x53, 0x80, 0x67], inside)), bytes(head, live)]) {
      const made = stripped('audio/webm', file);
      expect(made).toHaveLength(file.length);
      expect(made.includes(CANARY)).toBe(false);
      expect(made.includes(cluster)).toBe(true);
      expect(fileType('audio', made)).toBe('audio/webm');
      // What was emptied is skipped as a whole: a second time there is nothing to do.
      expect(stripped('audio/webm', made)).toEqual(made);
    }
  });
});

describe('documents', () => {
  test('a Word document loses who made it, and nothing else', () => {
    const file = docx([
      ['docProps/core.xml', `<creator>${CANARY}</creator>`],
      ['docProps/app.xml', `<Company>${CANARY}</Company>`],
      ['word/styles.xml', '<styles/>'],
    ]);
    // A program's own stamps: a day in the list, and a field beside the name.
    file.writeUInt32LE(0x5a4b_6c8d, 10);
    const made = stripped('application/vnd.openxmlformats-officedocument.wordprocessingml.document', file);
    expect(made.includes(CANARY)).toBe(false);
    expect(made.includes('<styles/>')).toBe(true);
    expect(made.includes(Buffer.from([0x8d, 0x6c, 0x4b, 0x5a]))).toBe(false);
    expect(fileType('document', made)).toBe(fileType('document', file));
    const names = ['docProps/core.xml', 'docProps/app.xml', 'word/styles.xml'];
    expect(names.every((name) => made.includes(name))).toBe(true);
  });
  test('a LibreOffice document stays one', () => {
    const file = zip([
      ['mimetype', 'application/vnd.oasis.opendocument.text'],
      ['content.xml', '<o/>'],
      ['meta.xml', `<initial-creator>${CANARY}</initial-creator>`],
    ]);
    const made = stripped('application/vnd.oasis.opendocument.text', file);
    expect(made.includes(CANARY)).toBe(false);
    expect(fileType('document', made)).toBe('application/vnd.oasis.opendocument.text');
    expect(stripped('application/vnd.oasis.opendocument.text', odt()).includes('<o/>')).toBe(true);
  });
  test('a zip file that is locked, cut, or lets parts share bytes is left as it is', () => {
    const mime = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
    const list = (file: Buffer) => file.indexOf(Buffer.from([0x50, 0x4b, 1, 2]));
    const locked = docx();
    locked.writeUInt16LE(1, list(locked) + 8);
    const shared = docx([
      ['a', 'x'.repeat(500)],
      ['b', 'y'.repeat(500)],
    ]);
    const ends = [...shared.keys()].filter((i) => shared.readUInt32LE(Math.min(i, shared.length - 4)) === 0x02014b50);
    for (const at of ends) {
      shared.writeUInt32LE(0, at + 42);
      shared.writeUInt32LE(900, at + 20);
    }
    for (const file of [locked, shared, docx().subarray(0, -8)]) {
      expect(stripMaking(mime, file)).toEqual({ bytes: file, stays: true });
    }
  });

  const paper = (info: string, more = '') =>
    Buffer.from(
      `%PDF-1.4\n1 0 obj\n<</Type/Catalog>>\nendobj\n5 0 obj\n${info}\nendobj\n${more}trailer\n<</Root 1 0 R/Info 5 0 R>>\n%%EOF\n`,
      'latin1',
    );
  test('a PDF keeps its length; its properties are empty, in either way of writing them', () => {
    const file = paper(`<< /Author (${CANARY} \\) of \\(here\\)) /Title <53616c6d61> /Creator (a (b) c)>>`);
    const made = stripped('application/pdf', file);
    expect(made).toHaveLength(file.length);
    expect(made.includes(CANARY)).toBe(false);
    expect(made.toString('latin1')).toMatch(/\/Author \( +\) \/Title < +> \/Creator \( +\)>>/);
    expect(made.subarray(0, 40)).toEqual(file.subarray(0, 40));
    const packet = `7 0 obj\n<</Type/Metadata/Length 99>>stream\n<?xpacket begin="x"?><creator>${CANARY}</creator><?xpacket end="w"?>\nendstream\nendobj\n`;
    const xmp = paper('<< >>', `<</Metadata 7 0 R>>\n${packet}`);
    expect(stripped('application/pdf', xmp).includes(CANARY)).toBe(false);
    expect(stripped('application/pdf', pdf('nothing'))).toEqual(pdf('nothing'));
  });
  test.each([
    ['signed', paper('<</Author (x)>>', '<</ByteRange [0 1 2 3]>>')],
    ['locked', paper('<</Author (x)>>', '<</Encrypt 9 0 R>>')],
    ['packed', Buffer.from('%PDF-1.5\n<</Type/XRef/Info 5 0 R>>\n%%EOF\n')],
    ['with packed properties', paper('<< >>', '<</Metadata 7 0 R>>')],
    ['without an end', Buffer.from('%PDF-1.4\n5 0 obj\n<</Author (x\ntrailer\n<</Info 5 0 R>>')],
  ])('a PDF that is %s is left as it is', (_, file) => {
    expect(stripMaking('application/pdf', file)).toEqual({ bytes: file, stays: true });
  });
});

test('no bytes make it fail, and what comes out is never longer than what came in, but for the emptied properties', () => {
  const real = [wav(), docx(), odt(), pdf()];
  const hostile = fc.oneof(
    fc.uint8Array({ maxLength: 600 }),
    fc
      .tuple(fc.constantFrom(...real), fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 12 }))
      .map(([file, edits]) => {
        const made = Uint8Array.from(file.subarray(0, 900));
        for (const [at, value] of edits) made[at % made.length] = value;
        return made;
      }),
  );
  fc.assert(
    fc.property(hostile, fc.constantFrom(...MIMES), (file, mime) => {
      const before = Uint8Array.from(file);
      const { bytes: made, stays } = stripMaking(mime, file);
      expect(file).toEqual(before);
      if (stays) expect(made).toBe(file);
      expect(made.length).toBeLessThan(file.length + 2000);
    }),
    { numRuns: 400 },
  );
});

test('boxes in boxes and packets without an end cost no more than a look', () => {
  const nested = Buffer.alloc(400_000);
  for (let at = 0; at + 8 <= nested.length; at += 8) {
    nested.writeUInt32BE(nested.length - at, at);
    nested.write('moov', at + 4, 'latin1');
  }
  expect(stripMaking('audio/mp4', nested).stays).toBe(true);
  const packets = Buffer.from(`%PDF-1.4\n${'<?xpacket begin='.repeat(200_000)}`);
  expect(packets.equals(stripped('application/pdf', packets))).toBe(true);
  const infos = Buffer.from(`%PDF-1.4\n${Array.from({ length: 5000 }, (_, i) => `/Info ${String(i)} 0 R `).join('')}`);
  expect(stripMaking('application/pdf', infos).stays).toBe(true);
});
