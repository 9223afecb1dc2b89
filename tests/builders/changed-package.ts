import { writeFileSync } from 'node:fs';
import type { Configuration, FieldDef, FormDef, OptionDef, Text } from '#core/forms/types.ts';
import { fileOf } from '../../main/office/configuration-file.ts';
import { bodyOfPackage, hashOf, programPackage } from '../../main/office/configuration-package.ts';
import { prunedLayouts } from './pruned-layouts.ts';

type Loose<T> = { -readonly [K in keyof T]: T[K] };
type Field = Loose<FieldDef>;

export const inAll = (words: string): Text => ({ en: words, fr: `${words} (fr)`, ar: `${words} (ar)` });

/** A package of the program that a test changes as whoever writes packages would: by form, field and option. */
export class ChangedPackage {
  readonly content: Loose<Configuration>;

  constructor(resourcesDir: string, profile = 'full') {
    this.content = { ...structuredClone(programPackage(resourcesDir, profile).configuration) };
    this.content.version += 1;
  }

  form(id: string, change: (form: Loose<FormDef>) => void): this {
    const forms = this.content.forms.map((one) => ({ ...one }));
    for (const form of forms) if (form.id === id) change(form);
    this.content.forms = forms;
    return this;
  }
  withoutForm(id: string): this {
    this.content.forms = this.content.forms.filter((form) => form.id !== id);
    this.content.rules = this.content.rules.filter((rule) => rule.form !== id);
    const { workflow } = this.content;
    const deadlines = workflow?.deadlines.filter((deadline) => deadline.form !== id) ?? [];
    if (workflow !== undefined) this.content.workflow = { ...workflow, deadlines };
    return this;
  }
  /** Changes the fields of the case that `pick` names; `undefined` takes one away, a list puts more in its place. */
  fields(change: (field: Field, form: string) => Field | readonly Field[] | undefined): this {
    this.content.forms = this.content.forms.map((form) => ({
      ...form,
      sections: form.sections.map((section) => ({
        ...section,
        fields: section.fields.flatMap((field) => change({ ...field }, form.id) ?? []),
      })),
    }));
    return this;
  }
  field(id: string, change: (field: Field) => Field | readonly Field[] | undefined): this {
    return this.fields((field) => (field.id === id ? change(field) : field));
  }
  options(list: string, change: (options: readonly OptionDef[]) => readonly OptionDef[]): this {
    this.content.lists = this.content.lists.map((one) =>
      one.id === list ? { ...one, options: change(one.options) } : one,
    );
    return this;
  }
  get #body(): string {
    return bodyOfPackage({ ...this.content, ...prunedLayouts(this.content), ...this.#prunedThemes });
  }
  /** What a family can ask to keep back names no question that went. */
  get #prunedThemes(): Pick<Configuration, 'workflow'> {
    const { workflow, forms } = this.content;
    if (workflow?.withheldThemes === undefined) return {};
    const fields = forms.flatMap(({ sections }) => sections.flatMap((section) => section.fields));
    const known = new Set(
      fields.flatMap(({ id, fields: inner = [] }) => [id, ...inner.map((one) => `${id}.${one.id}`)]),
    );
    const left = Object.entries(workflow.withheldThemes).map(([theme, named]): [string, string[]] => [
      theme,
      named.filter((key) => known.has(key)),
    ]);
    return { workflow: { ...workflow, withheldThemes: Object.fromEntries(left) } };
  }
  get hash(): string {
    return hashOf(this.#body);
  }
  write(path: string): string {
    writeFileSync(path, fileOf({ hash: this.hash, body: this.#body }));
    return path;
  }
}
