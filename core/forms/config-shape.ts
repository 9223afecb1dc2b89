import { z } from 'zod';
import { layoutsShape } from './config-layout-shape.ts';
import { SIGNERS } from './layout-def.ts';
import { rolesShape } from '../rights/role-shape.ts';
import { numbersShape } from './config-numbers.ts';
import { workflowShape } from './config-workflow-shape.ts';
import { COMPARTMENTS, FIELD_TYPES } from './types.ts';

const id = z.string().regex(/^[a-z][a-z0-9_]{0,63}$/);
const ruleId = z.string().regex(/^[A-Z][A-Za-z0-9_]{0,15}$/);
const words = z.string().min(1).max(4000);
const text = z.strictObject({ en: words, fr: words, ar: words });
const expression = z.string().min(1);
const step = z.enum(['C1', 'C2', 'C3', 'C4', 'C5', 'C6']);

const field = z.strictObject({
  id,
  type: z.enum(FIELD_TYPES),
  label: text,
  hint: text.exactOptional(),
  why: text.exactOptional(),
  guide: text.exactOptional(),
  options: id.exactOptional(),
  optionFilter: z.record(id, expression).exactOptional(),
  need: z.union([z.literal('save'), step]).exactOptional(),
  relevant: expression.exactOptional(),
  needWhen: expression.exactOptional(),
  calculate: expression.exactOptional(),
  prefill: expression.exactOptional(),
  suggest: z.array(expression).min(1).max(8).exactOptional(),
  suggestWith: id.exactOptional(),
  follows: z.literal(true).exactOptional(),
  constraint: expression.exactOptional(),
  constraintMessage: text.exactOptional(),
  readOnly: z.boolean().exactOptional(),
  check: z.enum(['luhn', 'verhoeff']).exactOptional(),
  signs: z.enum(SIGNERS).exactOptional(),
  minLevel: z.int().min(1).max(9).exactOptional(),
  min: z.int().exactOptional(),
  max: z.int().exactOptional(),
  sensitivity: z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4), z.literal(5)]),
  compartment: z.enum(COMPARTMENTS),
  missing: z.array(z.enum(['unknown', 'refused', 'not_asked'])).exactOptional(),
  protective: z
    .union([z.strictObject({ order: z.array(z.string()) }), z.strictObject({ union: z.literal(true) })])
    .exactOptional(),
  family: z.enum(['household', 'kin', 'asked']).exactOptional(),
  offByDefault: z.boolean().exactOptional(),
  primero: z.string().exactOptional(),
  width: z.union([z.literal(2), z.literal(3), z.literal(4), z.literal(6), z.literal(8), z.literal(12)]).exactOptional(),
  filterable: z.boolean().exactOptional(),
  record: z.literal(true).exactOptional(),
  within: z.strictObject({ rows: id, by: id }).exactOptional(),
  summary: z.array(id).min(1).max(8).exactOptional(),
  sortBy: z.strictObject({ field: id, descending: z.boolean().exactOptional() }).exactOptional(),
  initialRows: z.int().min(1).max(20).exactOptional(),
  rowsFrom: z.strictObject({ list: id, field: id }).exactOptional(),
  appendOnly: z.literal(true).exactOptional(),
  rowRelevant: expression.exactOptional(),
  of: id.exactOptional(),
  to: id.exactOptional(),
});

const rule = z.strictObject({
  id: ruleId,
  kind: z.enum(['E', 'W', 'C']),
  step: step.exactOptional(),
  form: id,
  fields: z.array(z.string()).min(1),
  eachRow: id.exactOptional(),
  brokenWhen: expression,
  message: text,
  params: z.record(z.string(), expression).exactOptional(),
  fixes: z
    .array(z.strictObject({ label: text, field: z.string(), value: expression }))
    .max(3)
    .exactOptional(),
  explainable: z.boolean().exactOptional(),
});

const form = z.strictObject({
  id,
  version: z.int().min(1),
  label: text,
  step,
  number: z.string().max(8).exactOptional(),
  relevant: expression.exactOptional(),
  group: id.exactOptional(),
  system: z.literal(true).exactOptional(),
  sections: z.array(
    z.strictObject({
      id,
      label: text,
      relevant: expression.exactOptional(),
      fields: z.array(z.strictObject({ ...field.shape, fields: z.array(field).exactOptional() })),
    }),
  ),
});

/** The shape of a configuration file; what it says is judged by `loadConfiguration`. */
export const configurationShape = z.strictObject({
  profile: z.string().regex(/^[a-z0-9-]+$/),
  version: z.int().min(1),
  label: text,
  description: text,
  forms: z.array(form),
  retired: z.array(form).exactOptional(),
  lists: z.array(
    z.strictObject({
      id,
      options: z.array(
        z.strictObject({
          // Codes of other systems may stand in an option id (areas: "KND-02-01").
          id: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/),
          label: text,
          active: z.boolean().exactOptional(),
          tags: z.array(id).min(1).max(20).exactOptional(),
          codes: z.record(z.string(), z.string()).exactOptional(),
        }),
      ),
    }),
  ),
  rules: z.array(rule),
  workflow: workflowShape.exactOptional(),
  layouts: layoutsShape.exactOptional(),
  roles: rolesShape.exactOptional(),
  numbers: numbersShape.exactOptional(),
});
