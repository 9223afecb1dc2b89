/** A name or words of a person inside a sentence of the program: whichever way they are written, the sentence keeps its own. */
export const isolated = (text: string): string => `\u2068${text}\u2069`;
