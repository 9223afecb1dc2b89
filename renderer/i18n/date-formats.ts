/** How dates and times are written (ui-guide §9): day before month, 24 hours. */
export const DATE_FORMATS = {
  day: { day: 'numeric', month: 'short', year: 'numeric' },
  dayShort: { day: 'numeric', month: 'short' },
  weekday: { weekday: 'short', day: 'numeric', month: 'short' },
  time: { hour: '2-digit', minute: '2-digit', hour12: false },
  moment: { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', hour12: false },
} as const;

/** The locale that writes dates so: English is written as in most offices, not as in the United States. */
export const intlLocale = (language: string): string => (language === 'en' ? 'en-GB' : language);
