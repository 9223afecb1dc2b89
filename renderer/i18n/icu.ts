import { IntlMessageFormat } from 'intl-messageformat';
import type { CompileError, MessageCompiler, MessageContext, MessageFunction } from 'vue-i18n';

/** Compiled messages by locale and text: a list asks for the same few hundreds of times. */
const compiled = new Map<string, IntlMessageFormat>();

function format(locale: string, message: string): IntlMessageFormat {
  const key = `${locale}\u0000${message}`;
  const known = compiled.get(key);
  if (known !== undefined) return known;
  const made = new IntlMessageFormat(message, locale, undefined, { ignoreTag: true });
  compiled.set(key, made);
  return made;
}

/** What a message may be given. */
type Value = string | number | boolean | Date | null | undefined;

/**
 * The message compiler of vue-i18n, for ICU messages (plural, select, number) instead of its own syntax. A message that
 * is not ICU is reported and shown as it stands.
 */
export const icuCompiler: MessageCompiler = (message, { locale, key, onError }) => {
  if (typeof message !== 'string') {
    onError?.(broken(`${key}: only texts can be compiled`));
    return () => key;
  }
  try {
    const made = format(locale, message);
    const run: MessageFunction<string> = (context: MessageContext<string>) => {
      const values: Record<string, Value> = {};
      for (const [name, value] of Object.entries(context.values)) values[name] = plain(value);
      return String(made.format(values));
    };
    return run;
  } catch (error) {
    onError?.(broken(`${locale} ${key}: ${error instanceof Error ? error.message : 'not an ICU message'}`));
    return () => message;
  }
};

const broken = (text: string): CompileError => Object.assign(new SyntaxError(text), { code: 0 });

function plain(value: unknown): Value {
  if (value instanceof Date || value === null) return value;
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : String(value);
}
