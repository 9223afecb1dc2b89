import { IntlMessageFormat } from 'intl-messageformat';
import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LANGUAGES } from '#core/forms/types.ts';

const SOURCE = 'en';
/** Control characters and invisible direction marks do not belong into a message. */
const INVISIBLE = /[\u0000-\u0008\u000b-\u001f\u200b\u2028\u2029\u202a-\u202e\ufeff]/;
const KEY = /^[a-z][a-zA-Z0-9_]*(?:[.-][a-zA-Z0-9_]+)+$/;
/** `t('…')`, `$t("…")`, `keypath="…"`: keys that are spelt out in the page's code. */
const USED = /(?:\bt\(\s*|\$t\(\s*|keypath=)(['"])([a-z][\w-]*(?:\.[\w-]+)+)\1/g;

type Messages = Readonly<Record<string, string>>;
type Ast = ReturnType<IntlMessageFormat['getAst']>;

/** Every argument and tag a message uses, and the plural forms it spells out. */
function partsOf(ast: Ast): { readonly names: ReadonlySet<string>; readonly plurals: ReadonlySet<string> } {
  const names = new Set<string>();
  const plurals = new Set<string>();
  const walk = (nodes: Ast): void => {
    for (const node of nodes) {
      if ('value' in node && node.type !== 0) names.add(node.value);
      if ('children' in node) walk(node.children);
      if (!('options' in node)) continue;
      for (const [form, option] of Object.entries(node.options)) {
        if ('pluralType' in node && node.pluralType === 'cardinal' && !form.startsWith('=')) plurals.add(form);
        walk(option.value);
      }
    }
  };
  walk(ast);
  return { names, plurals };
}

function readMessages(dir: string): { readonly messages: Messages; readonly findings: string[] } {
  const messages: Record<string, string> = {};
  const findings: string[] = [];
  for (const file of existsSync(dir) ? readdirSync(dir).sort() : []) {
    const subject = file.replace(/\.json$/, '');
    for (const [key, text] of Object.entries(JSON.parse(readFileSync(join(dir, file), 'utf8')) as Messages)) {
      if (key in messages) findings.push(`${file}: ${key} is there twice`);
      if (!key.startsWith(`${subject}.`) || !KEY.test(key)) findings.push(`${file}: ${key} is not "${subject}.name"`);
      messages[key] = text;
    }
  }
  return { messages, findings };
}

function compare(language: string, key: string, source: string, text: string): string[] {
  const findings: string[] = [];
  if (text.trim() === '') return [`${key} is empty`];
  if (INVISIBLE.test(text)) findings.push('holds an invisible character');
  try {
    const ours = partsOf(new IntlMessageFormat(source, SOURCE).getAst());
    const theirs = partsOf(new IntlMessageFormat(text, language).getAst());
    const missing = [...ours.names].filter((n) => !theirs.names.has(n));
    const extra = [...theirs.names].filter((n) => !ours.names.has(n));
    if (missing.length > 0) findings.push(`does not use {${missing.join('}, {')}}`);
    if (extra.length > 0) findings.push(`uses {${extra.join('}, {')}}, which English does not`);
    if (theirs.plurals.size > 0) {
      const wanted = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
      // French "many" is only for millions and more; "other" serves it.
      const lacking = wanted.filter((form) => !theirs.plurals.has(form) && !(language === 'fr' && form === 'many'));
      if (lacking.length > 0) findings.push(`lacks the plural ${lacking.join(', ')}`);
    }
  } catch (error) {
    findings.push(`cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  return findings.map((f) => `${key} ${f}`);
}

/**
 * Every message is there in every language, says the same things (arguments, plural forms) and can be read; every key
 * that the page names exists.
 */
export function checkMessages(root: string): { findings: string[]; notes: string[] } {
  const dir = join(root, 'resources/locales');
  const { messages: source, findings } = readMessages(join(dir, SOURCE));
  for (const language of LANGUAGES) {
    const read = readMessages(join(dir, language));
    const own = read.findings;
    for (const [key, text] of Object.entries(source)) {
      const translated = read.messages[key];
      own.push(...(translated === undefined ? [`${key} is missing`] : compare(language, key, text, translated)));
    }
    for (const key of Object.keys(read.messages)) if (!(key in source)) own.push(`${key} is not in English`);
    findings.push(...own.map((f) => `${language}: ${f}`));
  }
  let used = 0;
  for (const file of globSync('renderer/**/*.{ts,vue}', { cwd: root })) {
    for (const [, , key = ''] of readFileSync(join(root, file), 'utf8').matchAll(USED)) {
      used += 1;
      if (!(key in source)) findings.push(`${file} uses ${key}, which is not in English`);
    }
  }
  const count = Object.keys(source).length;
  return {
    findings: [...new Set(findings)],
    notes: [`${String(count)} messages in ${LANGUAGES.join(', ')}; ${String(used)} uses looked up`],
  };
}
