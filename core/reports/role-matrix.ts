import { RIGHTS, type Right, type RoleDef } from '../rights/roles.ts';
import { frameOf, type PrintContext, type Translate } from './context.ts';
import { words, type Block, type Cell, type PrintDocument } from './document.ts';

/** So many roles stand side by side on a page. */
const ROLES_ACROSS = 8;
const RIGHT_COLUMN = 5;

const key = (right: Right): string => `roles.right_${right.replaceAll(/[.-]/g, '_')}`;

/** The matrix of roles: what each may do, whose cases it reaches and how sensitive the answers are that it reads. */
export function roleMatrix(
  print: PrintContext,
  { say, roles, title }: { readonly say: Translate; readonly roles: readonly RoleDef[]; readonly title: string },
): PrintDocument {
  const text = (said: string): Cell => [words(said)];
  const table = (heading: string, some: readonly RoleDef[], rows: readonly (readonly Cell[])[]): Block => ({
    kind: 'table',
    caption: heading,
    rowHeads: true,
    columns: [
      { label: heading, weight: RIGHT_COLUMN },
      ...some.map(({ label }) => ({ label: label[print.language], weight: 2 as const })),
    ],
    rows,
  });
  const groups = [...Map.groupBy(RIGHTS, (right) => right.split('.')[0] ?? '')];
  const part = (some: readonly RoleDef[]): Block[] => [
    table(say('roles.matrix'), some, [
      [text(say('roles.scope')), ...some.map(({ scope }) => text(say(`roles.scope_${scope}`)))],
      [text(say('roles.forms')), ...some.map(({ forms }) => text(say(`roles.access_${forms.otherwise}`)))],
      [text(say('roles.max_class')), ...some.map(({ maxClass }) => text(say(`roles.class_${String(maxClass)}`)))],
    ]),
    ...groups.map(([group, rights]) =>
      table(
        say(`roles.group_${group}`),
        some,
        rights.map((right) => [
          text(say(key(right))),
          ...some.map(({ rights: has }): Cell => ({ label: '', ticked: has.includes(right) })),
        ]),
      ),
    ),
  ];
  const parts = Array.from({ length: Math.ceil(roles.length / ROLES_ACROSS) }, (_, i) =>
    roles.slice(i * ROLES_ACROSS, (i + 1) * ROLES_ACROSS),
  );
  const frame = frameOf(print, {
    report: 'roles',
    name: title,
    formVersion: say('processing.roles_of', { count: roles.length }),
    landscape: true,
  });
  return {
    ...frame,
    head: { ...frame.head, marking: say('processing.marking') },
    blocks: [
      { kind: 'cover', report: print.office, title: [words(title)], line: [words(say('processing.roles_line'))] },
      ...parts.flatMap((some, i): Block[] => [...(i === 0 ? [] : [{ kind: 'page-break' } as const]), ...part(some)]),
    ],
  };
}
