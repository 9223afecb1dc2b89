import type { Rule } from 'eslint';

/** A lint rule may only be switched off with a reason after `--`. */
const reasonForDisable: Rule.RuleModule = {
  meta: { type: 'suggestion', schema: [], messages: { reason: 'Say why after `--`.' } },
  create: (context) => ({
    Program: () => {
      for (const comment of context.sourceCode.getAllComments()) {
        if (!/^\s*eslint-disable/.test(comment.value) || / -- \S/.test(comment.value)) continue;
        if (comment.loc) context.report({ loc: comment.loc, messageId: 'reason' });
      }
    },
  }),
};

/** Nothing unfinished is committed. */
const noUnfinished: Rule.RuleModule = {
  meta: { type: 'problem', schema: [], messages: { unfinished: 'Finish it, or write it into docs/not-verified.md.' } },
  create: (context) => ({
    Program: () => {
      for (const comment of context.sourceCode.getAllComments()) {
        if (!/\b(?:TODO|FIXME|XXX|HACK)\b/.test(comment.value) || !comment.loc) continue;
        context.report({ loc: comment.loc, messageId: 'unfinished' });
      }
    },
  }),
};

export const ownRules = { rules: { 'reason-for-disable': reasonForDisable, 'no-unfinished': noUnfinished } };
