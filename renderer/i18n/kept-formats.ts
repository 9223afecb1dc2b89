/** To make a format costs a hundred times what using it does, and a page writes hundreds of dates: each is made once. */
const dates = new Map<string, Intl.DateTimeFormat>();
const lists = new Map<string, Intl.ListFormat>();

export function dateFormat(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${JSON.stringify(options)}`;
  const format = dates.get(key) ?? new Intl.DateTimeFormat(locale, options);
  dates.set(key, format);
  return format;
}

export function listFormat(locale: string, options: Intl.ListFormatOptions): Intl.ListFormat {
  const key = `${locale} ${JSON.stringify(options)}`;
  const format = lists.get(key) ?? new Intl.ListFormat(locale, options);
  lists.set(key, format);
  return format;
}
