/** Open cases that one caseworker can follow well (reference.md §1.2). */
export const GUIDELINE = 25;
