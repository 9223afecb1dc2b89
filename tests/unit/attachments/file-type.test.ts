import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ATTACHMENT_KINDS, type AttachmentKind } from '#core/attachments/kinds.ts';
import { fileType } from '#core/attachments/file-type.ts';
import { pictureOf } from '#core/attachments/pictures.ts';
import { docx, jpeg, odt, pdf, png, wav, xlsx, zip } from '../../builders/made-files.ts';

const bytes = (...parts: (number | string)[]): Uint8Array =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from([part]))));
const webp = bytes('RIFF', 4, 0, 0, 0, 'WEBPVP8 ');
const exe = bytes('MZ', 0x90, 0, 3, 0, 0, 0, 4);

test.each<[AttachmentKind, string, Uint8Array, string | undefined]>([
  ['photo', 'a.jpg', jpeg(), 'image/jpeg'],
  ['photo', 'a.jpg', png(), 'image/png'],
  ['photo', 'a.webp', webp, undefined],
  ['photo', 'a.jpg', pdf(), undefined],
  ['photo', 'a.jpg', jpeg().subarray(0, -2), undefined],
  ['signature', 'a.png', png(), 'image/png'],
  ['audio', 'a.wav', wav(), 'audio/wav'],
  ['audio', 'a.mp3', bytes('ID3', 4, 0, 0), 'audio/mpeg'],
  ['audio', 'a.mp3', bytes(0xff, 0xfb, 0x90, 0x64), 'audio/mpeg'],
  ['audio', 'a.m4a', bytes(0, 0, 0, 0x20, 'ftypM4A '), 'audio/mp4'],
  ['audio', 'a.webm', bytes(0x1a, 0x45, 0xdf, 0xa3, 0x9f, 'B', 0x82, 0x84, 'webm'), 'audio/webm'],
  ['audio', 'a.mkv', bytes(0x1a, 0x45, 0xdf, 0xa3, 0x9f, 'B', 0x82, 0x88, 'matroska'), undefined],
  ['audio', 'a.mp3', jpeg(), undefined],
  ['audio', 'a.mp3', exe, undefined],
  ['document', 'a.pdf', pdf(), 'application/pdf'],
  ['document', 'a.docx', docx(), 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
  ['document', 'a.xlsx', xlsx(), 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
  ['document', 'a.odt', odt(), 'application/vnd.oasis.opendocument.text'],
  ['document', 'a.docx', docx([['word/vbaProject.bin', 'x']]), undefined],
  ['document', 'a.docx', zip([['run.exe', 'MZ']]), undefined],
  ['document', 'a.docx', docx().subarray(0, 60), undefined],
  ['document', 'a.pdf', exe, undefined],
  ['document', 'a.txt', exe, undefined],
  ['document', 'a.txt', Buffer.from('She said: سلام\n'), 'text/plain'],
  ['document', 'A.CSV', Buffer.from('a;b\r\n1;2\r\n'), 'text/csv'],
  ['document', 'a.html', Buffer.from('<script>1</script>'), undefined],
  ['document', 'a.jpg', jpeg(), undefined],
])('%s %s', (kind, name, content, mime) => {
  expect(fileType(kind, content, name)).toBe(mime);
});

test('whatever is in a picture beside the picture is found', () => {
  expect(pictureOf(jpeg())?.clean).toBe(true);
  expect(pictureOf(jpeg([[0xe2, 'ICC_PROFILE\0\u0001\u0001']]))?.clean).toBe(true);
  expect(pictureOf(jpeg([[0xe1, 'Exif\0\0MM']]))?.clean).toBe(false);
  expect(pictureOf(jpeg([[0xe1, 'http://ns.adobe.com/xap/1.0/\0']]))?.clean).toBe(false);
  expect(pictureOf(jpeg([[0xed, 'Photoshop 3.0\0']]))?.clean).toBe(false);
  expect(pictureOf(jpeg([[0xfe, 'taken at the shelter']]))?.clean).toBe(false);
  expect(pictureOf(jpeg([], 'and a second picture'))?.clean).toBe(false);
  expect(pictureOf(png())?.clean).toBe(true);
  expect(pictureOf(png([['eXIf', 'MM']]))?.clean).toBe(false);
  expect(pictureOf(png([['tEXt', 'GPS\0here']]))?.clean).toBe(false);
  expect(pictureOf(Buffer.concat([png(), Buffer.from('more')]))?.clean).toBe(false);
});

test('no bytes make the judgement fail', () => {
  const real = [jpeg(), png(), wav(), docx(), odt(), pdf()];
  const mutated = fc
    .tuple(
      fc.constantFrom(...real),
      fc.array(fc.tuple(fc.nat(600), fc.integer({ min: 0, max: 255 })), { maxLength: 8 }),
      fc.nat(600),
    )
    .map(([file, changes, cut]) => {
      const copy = Buffer.from(file.subarray(0, Math.max(1, file.length - cut)));
      for (const [at, byte] of changes) copy[at % copy.length] = byte;
      return new Uint8Array(copy);
    });
  fc.assert(
    fc.property(
      fc.oneof(fc.uint8Array({ maxLength: 300 }), mutated),
      fc.constantFrom(...ATTACHMENT_KINDS),
      (content, kind) => {
        expect([undefined, 'string']).toContain(fileType(kind, content, 'a.txt') && 'string');
      },
    ),
    { numRuns: 600 },
  );
});
