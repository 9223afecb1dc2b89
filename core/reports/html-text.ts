import type { Language } from '#core/forms/types.ts';
import type { Run, Runs } from './document.ts';
import { printable, scriptRuns, withoutControls } from './script-runs.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text for the content of an element. Words of ours may hold direction marks; what people typed may not. */
export const escape = (text: string): string =>
  withoutControls(text).replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? '');
/** Text for an attribute in double quotes; line breaks stay line breaks. */
export const attribute = (text: string): string => escape(text).replace(/\n/g, '&#10;');

/** Text cut by script, each run of another script than the page's marked with it. */
function byScript(text: string, language: Language): string {
  const own = language === 'ar' ? 'Arab' : 'Latn';
  return scriptRuns(printable(text))
    .map((run) =>
      run.script === undefined || run.script === own
        ? escape(run.text)
        : `<span lang="und-${run.script}">${escape(run.text)}</span>`,
    )
    .join('');
}

function runHtml(run: Run, language: Language): string {
  switch (run.kind) {
    case 'words':
      return escape(run.text);
    case 'strong':
      return `<b>${escape(run.text)}</b>`;
    case 'data':
      return `<bdi>${byScript(run.text, language)}</bdi>`;
    case 'code':
      return `<bdi class="code" dir="ltr">${byScript(run.text, language)}</bdi>`;
    case 'marked':
      return ` <span class="marked">${escape(run.text)}</span>`;
  }
}

export const runsHtml = (runs: Runs, language: Language): string =>
  runs
    .map((run) => runHtml(run, language))
    .join('')
    .trimStart();

/** Long typed text takes its direction from its own first letter; what stands between brackets of ours does not. */
export function longText(runs: Runs, language: Language): { readonly attributes: string; readonly html: string } {
  if (!runs.every((run) => run.kind === 'data')) return { attributes: ' class="long"', html: runsHtml(runs, language) };
  return {
    attributes: ' class="long" dir="auto"',
    html: runs.map((run) => byScript(run.text, language)).join(''),
  };
}
