/** Who may import whom: the order of the folders in src/ARCHITECTURE.md, as rules. */

/** Features from left to right: each may import those behind it, and none before it. */
const LAYERS = [
  ['disruption', 'report', 'seeding', 'queue'],
  ['booking'],
  ['payment', 'notification', 'inventory', 'pricing'],
  ['entitlement', 'customer', 'audit', 'identity', 'catalog', 'settings'],
];
const FOUNDATION = ['kernel', 'database', 'runtime'];

const folder = (names) => `^src/(${names.join('|')})/`;

const layerRules = LAYERS.map((names, at) => ({
  name: `features-look-right-${names[0]}`,
  comment: `${names.join(', ')} may import the foundation, one another, and the features to their right.`,
  severity: 'error',
  from: { path: folder(names) },
  to: { path: '^(src|commands)/', pathNot: folder([...FOUNDATION, ...LAYERS.slice(at).flat()]) },
}));

/** npm packages that belong in one place each. */
const EDGES = {
  pg: '^src/database/postgres',
  'better-sqlite3': '^src/database/sqlite',
  kysely: '^(src/database|migrations)/',
  highs: '^src/disruption/solve/',
  ioredis: '^src/[^/]+/redis[^/]*\\.ts$',
  stripe: '^src/payment/gateways/stripe',
  nodemailer: '^src/notification/channels/smtp',
  pino: '^src/worker/log\\.ts$',
  'prom-client': '^src/worker/metrics\\.ts$',
  '@inquirer/prompts': '^src/cli/prompter\\.ts$',
  '@oclif/core': '^(src/cli|commands)/',
};

const edgeRules = Object.entries(EDGES).map(([name, path]) => ({
  name: `edge-${name.replace(/\W/g, '-')}`,
  comment: `${name} stays at its edge.`,
  severity: 'error',
  from: { path: '^(src|commands)/', pathNot: path },
  // What is loaded when it is needed costs nothing before: only a static import binds a module to a package.
  to: {
    path: `^node_modules/(@types/)?${name}/`,
    dependencyTypesNot: ['type-only'],
    ...(name === 'kysely' && { dynamic: false }),
  },
}));

module.exports = {
  forbidden: [
    {
      name: 'no-circles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'no-orphans', severity: 'error', from: { orphan: true, path: '^src/', pathNot: '\\.d\\.ts$' }, to: {} },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'kernel-imports-nothing',
      severity: 'error',
      from: { path: '^src/kernel/' },
      to: { pathNot: '^src/kernel/' },
    },
    {
      name: 'database-on-kernel',
      severity: 'error',
      from: { path: '^src/database/' },
      to: { path: '^(src|commands)/', pathNot: '^src/(kernel|database)/' },
    },
    {
      name: 'runtime-on-database',
      severity: 'error',
      from: { path: '^src/runtime/' },
      to: { path: '^(src|commands)/', pathNot: '^src/(kernel|database|runtime)/' },
    },
    ...layerRules,
    {
      name: 'present-is-pure',
      comment:
        "Data to text: no oclif, no Ink, no feature code. How many digits a currency has is the catalogue's to say.",
      severity: 'error',
      from: { path: '^src/present/' },
      to: {
        path: '^(src|commands)/',
        pathNot: ['^src/(kernel|present)/', '^src/catalog/currencies\\.ts$'],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'commands-only-translate',
      comment: 'A command sees the command line and the App; rules, SQL and dialects are behind it.',
      severity: 'error',
      from: { path: '^(commands|src/tui)/' },
      to: { path: '^src/', pathNot: '^src/(cli|present|tui|kernel|settings)/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'cli-knows-no-feature',
      severity: 'error',
      from: { path: '^src/cli/' },
      to: {
        path: '^src/',
        pathNot: ['^src/(cli|present|kernel|settings)/', '^src/app\\.ts$'],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'one-way-into-app',
      comment: 'Only the base command opens the application.',
      severity: 'error',
      from: { path: '^(src|commands)/', pathNot: ['^src/cli/base-command\\.ts$', '^src/app(/|\\.ts$)'] },
      to: { path: '^src/app(/|\\.ts$)', dependencyTypesNot: ['type-only'] },
    },
    { name: 'nothing-imports-commands', severity: 'error', from: { path: '^src/' }, to: { path: '^commands/' } },
    ...edgeRules,
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist/' },
    tsPreCompilationDeps: 'specify',
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
