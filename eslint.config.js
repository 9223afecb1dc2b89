import { defineConfig } from 'eslint/config';
import prettier from 'eslint-config-prettier';
import boundaries from 'eslint-plugin-boundaries';
import vue from 'eslint-plugin-vue';
import globals from 'globals';
import { join } from 'node:path';
import ts from 'typescript-eslint';
import { ownRules } from './scripts/lint/own-rules.ts';

// docs/architecture.md, "Who may import whom". Order matters: the first pattern that fits a file names its element.
const elements = [
  ['contracts', 'core/contracts/**'],
  ['core', 'core/**'],
  ['desktop', 'main/desktop/**'],
  ['office', 'main/office/**'],
  ['storage', 'main/storage/**'],
  ['crypto', 'main/crypto/**'],
  ['preload', 'preload/**'],
  ['renderer', 'renderer/**'],
  ['server', 'server/**'],
  ['resources', 'resources/**'],
];
const mayImport = {
  contracts: ['contracts', 'core'],
  core: ['core', 'contracts'],
  desktop: ['desktop', 'core', 'contracts'],
  office: ['office', 'storage', 'crypto', 'core', 'contracts'],
  storage: ['storage', 'core', 'contracts'],
  crypto: ['crypto', 'core', 'contracts'],
  preload: ['preload', 'contracts'],
  renderer: ['renderer', 'core', 'contracts', 'resources'],
  server: ['server', 'crypto', 'core', 'contracts'],
};

const electron = { group: ['electron', 'electron/*'], message: 'Only main/desktop and preload may import electron.' };
const workerEntry = { group: ['**/office/worker.ts'], message: 'A worker entry is started, never imported.' };
const server = { group: ['fastify', '@fastify/*', 'pg'], message: 'Only server/ may import these.' };
const node = { regex: '^(node:|fs$|path$|os$|crypto$|child_process$|worker_threads$)', message: 'No Node here.' };
const screen = { group: ['vue', 'vue-*', 'pinia', 'reka-ui', '@tanstack/*', '@lucide/*'], message: 'No screen here.' };
const database = { group: ['better-sqlite3*'], message: 'Only main/storage may import the database.' };
const restrict = (...patterns) => ({ 'no-restricted-imports': ['error', { patterns }] });

const bans = [
  { selector: '[object.name="shell"][property.name="openExternal"]', message: 'Nothing is opened outside the app.' },
  {
    selector: 'ImportDeclaration[source.value="electron"] ImportSpecifier[imported.name="shell"]',
    message: 'Nothing is opened or shown outside the app.',
  },
  {
    selector: 'CallExpression[callee.property.name="serialize"][callee.object.name=/^(db|database|connection)$/i]',
    message: 'serialize() returns the database in plain text.',
  },
  {
    selector:
      ':matches(Literal[value=/rekey\\s*=\\s*(\'\'|"")/i], TemplateElement[value.raw=/rekey\\s*=\\s*(\'\'|"")/i])',
    message: 'An empty rekey decrypts the database in place.',
  },
  {
    selector: 'Property[key.name=/^(webSecurity|contextIsolation|sandbox)$/][value.value=false]',
    message: 'The page keeps its protections (security.md, Electron rules).',
  },
  {
    selector:
      'Property[key.name=/^(nodeIntegration|nodeIntegrationInWorker|nodeIntegrationInSubFrames|webviewTag|allowRunningInsecureContent|experimentalFeatures|enableBlinkFeatures)$/]:not([value.value=false])',
    message: 'The page keeps its protections (security.md, Electron rules).',
  },
];
const noDefaultExport = { selector: 'ExportDefaultDeclaration', message: 'Named exports only.' };
const testBans = [
  {
    selector: 'MemberExpression[object.name=/^(test|it|describe|suite)$/][property.name=/^(skip|only|todo|fixme)$/]',
    message: 'A test runs, always.',
  },
  { selector: 'CallExpression[callee.property.name="waitForTimeout"]', message: 'Wait for something, not for time.' },
];

const config = defineConfig(
  {
    ignores: [
      'node_modules/**',
      'dist/**',
      'build/**',
      'release/**',
      'demo-out/**',
      'bench-out/**',
      'test-results/**',
      'coverage/**',
      'tests/interop/node_modules/**',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  ts.configs.strict,
  vue.configs['flat/recommended'],
  {
    plugins: { own: ownRules },
    rules: {
      'own/reason-for-disable': 'error',
      'own/no-unfinished': 'error',
      'no-restricted-syntax': ['error', ...bans, noDefaultExport],
      eqeqeq: 'error',
      'no-eval': 'error',
      'no-implied-eval': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', destructuredArrayIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
    },
  },
  { files: ['**/*.{ts,js,mjs}'], rules: { 'max-lines': ['error', 350] } },
  { files: ['**/*.vue'], rules: { 'max-lines': ['error', 300] } },
  { files: ['**/*.vue'], languageOptions: { parserOptions: { parser: ts.parser }, globals: globals.browser } },
  {
    files: ['{core,main,preload,server}/**/*.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    },
  },
  {
    files: ['{core,main,preload,renderer,server}/**/*.{ts,vue}'],
    plugins: { boundaries },
    settings: {
      'import/resolver': { [join(import.meta.dirname, 'scripts/lint/import-resolver.ts')]: {} },
      'boundaries/root-path': import.meta.dirname,
      'boundaries/elements': elements.map(([type, pattern]) => ({ type, pattern, partialMatch: false })),
    },
    rules: {
      'boundaries/no-unknown-files': 'error',
      'boundaries/dependencies': [
        'error',
        {
          default: 'disallow',
          policies: Object.entries(mayImport).map(([from, to]) => ({
            from: { element: { type: from } },
            allow: to.map((type) => ({ to: { element: { type } } })),
          })),
        },
      ],
    },
  },
  { files: ['core/**/*.ts'], rules: restrict(electron, server, node, screen, database) },
  { files: ['renderer/**/*.{ts,vue}'], rules: restrict(electron, server, node, database, workerEntry) },
  { files: ['preload/**/*.ts'], rules: restrict(server, node, screen, database, workerEntry) },
  { files: ['main/desktop/**/*.ts'], rules: restrict(server, screen, database, workerEntry) },
  { files: ['main/storage/**/*.ts'], rules: restrict(electron, server, screen, workerEntry) },
  { files: ['main/{office,crypto}/**/*.ts'], rules: restrict(electron, server, screen, database, workerEntry) },
  { files: ['server/**/*.ts'], rules: restrict(electron, screen, database, workerEntry) },
  // The relay's own file: no office's, and not encrypted (docs/decisions/0028).
  { files: ['server/relay/store/sqlite-database.ts'], rules: restrict(electron, screen, workerEntry) },
  { files: ['scripts/**/*.ts'], rules: restrict(electron, server) },
  {
    files: ['renderer/**/*.vue'],
    rules: {
      'vue/block-lang': ['error', { script: { lang: 'ts' } }],
      'vue/component-api-style': ['error', ['script-setup']],
      'vue/no-bare-strings-in-template': 'error',
      'vue/no-static-inline-styles': 'error',
      'vue/no-v-html': 'error',
      'vue/multi-word-component-names': 'off',
      // Props are typed: `?` already says that there is no default, and the compiler holds the component to it.
      'vue/require-default-prop': 'off',
    },
  },
  {
    // There is nothing of Vue outside the page; asked there, this rule can stumble over the types of Electron.
    files: ['{core,main,preload,server,scripts,tests}/**/*.ts'],
    rules: { 'vue/no-ref-as-operand': 'off' },
  },
  { files: ['tests/**/*.ts'], rules: { 'no-restricted-syntax': ['error', ...bans, noDefaultExport, ...testBans] } },
  { files: ['**/*.test.ts'], rules: { 'no-restricted-syntax': ['error', ...bans, noDefaultExport, ...testBans] } },
  {
    // Playwright's fixtures must destructure their first argument, even when it is empty.
    files: ['tests/e2e/**/*.ts'],
    rules: { 'no-empty-pattern': 'off' },
  },
  {
    // Electron loads a sandboxed preload as CommonJS.
    files: ['**/*.cjs'],
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
  {
    // Tools ask for a default export here.
    files: ['*.config.{ts,js}', 'scripts/after-pack.mjs', '**/*.d.ts'],
    rules: { 'no-restricted-syntax': ['error', ...bans] },
  },
  prettier,
);

export default config;
