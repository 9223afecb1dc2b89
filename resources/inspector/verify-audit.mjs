// Verifies an audit trail that was saved from Hifadhi, without Hifadhi: Node 20 or newer, and nothing else.
//
//   node verify-audit.mjs KSM-audit-2026-11-26.jsonl [head]
//
// A file that ends in .age is opened first:  age --decrypt -o trail.jsonl KSM-audit-2026-11-26.jsonl.age
//
// It computes every line's hash anew from the line before, checks every signed head with the computer's public key, and
// names the first line that was changed, taken out, added, moved or cut off. `head` is the number and the hash of a line
// that somebody wrote down earlier ("1234:9f86d0…"): the trail must contain it, or it was made anew since then.
//
// Ends with 0 when everything fits, 1 when something does not, 2 when the file cannot be read. docs/audit-format.md says
// what the lines mean.
import { createHash, createPublicKey, verify } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

const TYPE = 'application/vnd.hifadhi.audit-head.v1+json';
const SPKI = Buffer.from('302a300506032b6570032100', 'hex');

/** @type {(why: string) => never} */
function fail(why) {
  console.error(`NOT WHOLE: ${why}`);
  process.exit(1);
}
/** @type {(why: string) => never} */
function unreadable(why) {
  console.error(`NOT READABLE: ${why}`);
  process.exit(2);
}
/** @type {(body: Buffer) => Buffer} DSSE's pre-authentication encoding. */
const signedBytes = (body) =>
  Buffer.concat([Buffer.from(`DSSEv1 ${Buffer.byteLength(TYPE)} ${TYPE} ${body.length} `), body]);
/** @type {(bytes: Buffer) => import('node:crypto').KeyObject} */
const keyFrom = (bytes) => createPublicKey({ key: Buffer.concat([SPKI, bytes]), format: 'der', type: 'spki' });

const [file, remembered] = process.argv.slice(2);
if (file === undefined) unreadable('say which file: node verify-audit.mjs <file> [number:hash]');

/** @type {Map<string, import('node:crypto').KeyObject>} */
const keys = new Map();
/** @type {Map<number, string>} The hashes that the heads say, by the number of their line. */
const hashes = new Map();
let office = '';
let told = 0;
let lines = 0;
let heads = 0;
let signedTo = 0;
let ended = false;
let previous = Buffer.alloc(32);

/** @param {any} head */
function begin(head) {
  if (head?.format !== 'hifadhi-audit') unreadable('this is no audit trail of Hifadhi');
  if (head.version !== 1) unreadable(`it was made by a later program (version ${head.version})`);
  office = head.office.id;
  told = head.lines;
  for (const { id, publicKey } of head.devices) keys.set(id, keyFrom(Buffer.from(publicKey, 'base64url')));
  console.log(`Office: ${head.office.code} ${head.office.name}`);
  console.log(`Saved: ${head.madeAt} by ${head.madeBy}, for: ${head.purpose}`);
  for (const { id, publicKey } of head.devices) console.log(`Computer ${id}: key ${publicKey}`);
}
/** @param {{ l: unknown[]; p: string; h: string }} line */
function follow({ l, p, h }) {
  lines += 1;
  if (l[0] !== lines) fail(`line ${lines} is missing; ${String(l[0])} stands in its place`);
  if (p !== previous.toString('hex')) fail(`line ${lines} does not go on from the line before`);
  previous = createHash('sha256').update(previous).update(JSON.stringify(l)).digest();
  if (previous.toString('hex') !== h) fail(`line ${lines} is not as it was written`);
  hashes.set(lines, h);
}
/** @param {{ s: [string, string, number, string, number]; g: string }} head */
function checkHead({ s, g }) {
  const [of, device, n, hash] = s;
  const key = keys.get(device);
  if (of !== office || key === undefined) fail(`the head at line ${n} is not from a computer of this office`);
  if (!verify(null, signedBytes(Buffer.from(JSON.stringify(s))), key, Buffer.from(g, 'base64url')))
    fail(`the head at line ${n} was not signed by the computer that it names`);
  if (hashes.get(n) !== hash) fail(`what was signed at line ${n} is not what stands there`);
  heads += 1;
  signedTo = Math.max(signedTo, n);
}

let first = true;
try {
  for await (const text of createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Infinity })) {
    if (text === '') continue;
    /** @type {any} */
    let json;
    try {
      json = JSON.parse(text);
    } catch {
      if (first) unreadable('this is no audit trail of Hifadhi (is it still encrypted?)');
      fail(`after line ${lines} stands something that cannot be read`);
    }
    if (first) begin(json);
    else if (ended) fail('something stands after the end');
    else if (json.l !== undefined) follow(json);
    else if (json.s !== undefined) checkHead(json);
    else if (json.end !== undefined) ended = true;
    else if (json.objects === undefined) fail(`after line ${lines} stands something unknown`);
    first = false;
  }
} catch (error) {
  unreadable(error instanceof Error ? error.message : String(error));
}
if (first) unreadable('the file is empty');
if (lines !== told) fail(`${told} lines were saved, ${lines} are there`);
if (!ended) fail('the end of the file is missing');
if (signedTo !== lines) fail(`the last signed head is at line ${signedTo} of ${lines}`);
if (remembered !== undefined) {
  const [n = '', hash = ''] = remembered.split(':');
  if (hashes.get(Number(n)) !== hash.toLowerCase()) fail(`line ${n} is not the one that was written down`);
}
console.log(`WHOLE: ${lines} lines, ${heads} signed heads, last hash ${lines}:${previous.toString('hex')}`);
