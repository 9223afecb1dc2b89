/** Bytes that are there at once, for what is read or written piece by piece. */
export async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  await Promise.resolve();
  yield bytes;
}
