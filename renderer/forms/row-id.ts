/** A new row's id: 16 random bytes in base64url, as `core/ids.ts` spells them. */
export const newRowId = (): string =>
  btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16))))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
