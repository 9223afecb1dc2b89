/** What is said of a trial of putting a backup back, where the refusal's own sentence is about something else. */
const OWN = ['SYNC_STICK_REMOVED', 'SAFE_DAMAGED', 'EXPORT_NOT_WHOLE'];

/** The message that says why a backup or a rehearsal failed. `known`: whether there is a message under a key. */
export function reasonKey(code: string, known: (key: string, locale: string) => boolean): string {
  if (OWN.includes(code)) return `safety.reason_${code.toLowerCase()}`;
  const key = `errors.${code}`;
  return known(key, 'en') ? key : 'errors.SAFE_UNEXPECTED';
}
