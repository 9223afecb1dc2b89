import { ConfigProblem, eachOnce } from './config-problem.ts';
import type { Scope } from './expression-check.ts';
import { FIXED_REPORTS, type LayoutDef, type LayoutSection, type LayoutsDef } from './layout-def.ts';
import type { Configuration, FieldDef } from './types.ts';

const PLACE = /\{([^{}]*)\}/g;
const FIXED: ReadonlySet<string> = new Set(FIXED_REPORTS);

/** The questions that words of a layout ask for, `{field}`. */
export const placesIn = (words: string): readonly string[] => [...words.matchAll(PLACE)].map(([, id = '']) => id);

class Judge {
  readonly #configuration: Configuration;
  readonly #scope: Scope;
  constructor(configuration: Configuration, scope: Scope) {
    this.#configuration = configuration;
    this.#scope = scope;
  }

  report(layout: LayoutDef): void {
    const at = `layouts.${layout.id}`;
    if (FIXED.has(layout.id) !== (layout.sections === undefined)) {
      throw new ConfigProblem(`${at}.sections`, FIXED.has(layout.id) ? 'fixed_report' : 'sections_expected', layout.id);
    }
    if (layout.record !== undefined) this.#rows(`${at}.record`, layout.record);
    const { approvals = [] } = this.#configuration.workflow ?? {};
    if (layout.draftUnlessApproved === true && !approvals.some(({ rows }) => rows === layout.record)) {
      throw new ConfigProblem(`${at}.draftUnlessApproved`, 'not_approved_here', layout.record);
    }
    for (const [i, section] of (layout.sections ?? []).entries()) {
      this.#section(`${at}.sections.${String(i + 1)}`, section, layout);
    }
  }

  #rows(at: string, rows: string): ReadonlyMap<string, FieldDef> {
    const fields = this.#scope.rowsOf(rows);
    if (this.#scope.fields.get(rows)?.type !== 'rows' || fields === undefined) {
      throw new ConfigProblem(at, 'rows_expected', rows);
    }
    return fields;
  }
  #each(at: string, ids: readonly string[], among: ReadonlyMap<string, FieldDef>): void {
    for (const id of ids) {
      const type = among.get(id)?.type;
      if (type === undefined) throw new ConfigProblem(at, 'unknown_field', id);
      if (type === 'rows' || type === 'separator' || type === 'form_link') throw new ConfigProblem(at, 'no_answer', id);
    }
  }
  #section(at: string, section: LayoutSection, { record }: LayoutDef): void {
    switch (section.show) {
      case 'answers':
      case 'texts':
        this.#each(`${at}.fields`, section.fields, this.#scope.fields);
        return;
      case 'rows': {
        const columns = this.#rows(`${at}.rows`, section.rows);
        this.#each(`${at}.fields`, section.fields, columns);
        for (const [field, options] of Object.entries(section.unless ?? {})) {
          this.#each(`${at}.unless`, [field], columns);
          const known = this.#scope.optionsOf(columns.get(field)?.options ?? '');
          const stray = options.find((option) => known?.has(option) !== true);
          if (stray !== undefined) throw new ConfigProblem(`${at}.unless.${field}`, 'unknown_option', stray);
        }
        return;
      }
      case 'record':
        if (record === undefined) throw new ConfigProblem(at, 'record_expected');
        this.#each(`${at}.fields`, section.fields ?? [], this.#rows(at, record));
        return;
      case 'forms':
        if (section.form !== undefined && !this.#configuration.forms.some(({ id }) => id === section.form)) {
          throw new ConfigProblem(`${at}.form`, 'unknown_form', section.form);
        }
        return;
      case 'words':
        for (const [language, words] of Object.entries(section.text)) {
          this.#each(`${at}.text.${language}`, placesIn(words), this.#scope.fields);
        }
        return;
      case 'lines':
      case 'part':
        return;
    }
  }
}

/** Judges the layouts of a configuration against its questions. Throws `ConfigProblem` naming the place. */
export function judgeLayouts({ reports }: LayoutsDef, configuration: Configuration, scope: Scope): void {
  eachOnce('layouts', reports);
  const judge = new Judge(configuration, scope);
  for (const layout of reports) judge.report(layout);
}
