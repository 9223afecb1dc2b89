/** A permanent name as it stands in the key of a message. */
export const messageKey = (name: string): string => name.replaceAll('-', '_');
