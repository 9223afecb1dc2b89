import type { Special } from './special-data.ts';
import { word, typed, type Said, type SaidLine, type SaidSection } from './said.ts';
import type { MeasureState, ProcessingFacts } from './processing-facts.ts';
import { personsIn, questionsOf, specialIn } from './special-data.ts';

/** What an office writes itself in its impact assessment (reference.md §8.2, article 35). Names are permanent. */
export const ASSESSMENT_TEXTS = ['context', 'necessity', 'consulted', 'residual', 'decision'] as const;
export type AssessmentText = (typeof ASSESSMENT_TEXTS)[number];

/** What may go wrong for a child and those around it. */
export const RISKS = [
  'theft',
  'onlooker',
  'too-many',
  'wrong-office',
  'paper',
  'false',
  'loss',
  'kept',
  'force',
] as const;
export type Risk = (typeof RISKS)[number];
export const LEVELS = ['low', 'medium', 'high'] as const;
export type Level = (typeof LEVELS)[number];

export interface RiskJudged {
  readonly likely: Level;
  readonly severe: Level;
  /** What the office does about it beside the measures of the program. */
  readonly measures: string;
}

/** What an office wrote in its assessment, and the state of things that it was about. */
export interface AssessmentWritten {
  readonly texts: Readonly<Record<AssessmentText, string>>;
  readonly risks: Readonly<Record<Risk, RiskJudged>>;
}

const RANK: Readonly<Record<Level, number>> = { low: 0, medium: 1, high: 2 };
/** How much a risk weighs: as much as its worse half, and more where both are high (never less than "severe" says). */
export function weightOf({ likely, severe }: Pick<RiskJudged, 'likely' | 'severe'>): Level {
  const sum = RANK[likely] + RANK[severe];
  return sum >= 3 ? 'high' : sum >= 2 || severe === 'high' ? 'medium' : 'low';
}

/** Which measures of the program stand against which risk. */
const AGAINST: Readonly<Record<Risk, readonly string[]>> = {
  theft: ['encryption', 'keys', 'lock', 'second-factor'],
  onlooker: ['lock', 'roles', 'names'],
  'too-many': ['roles', 'classes', 'trail', 'conduct'],
  'wrong-office': ['bundles', 'consent', 'agreements'],
  paper: ['marking', 'copies'],
  false: ['history', 'disputes', 'requests'],
  loss: ['backup', 'rehearsal', 'exchange'],
  kept: ['retention', 'holds'],
  force: ['emergency', 'hidden'],
};

const say = (name: string, count?: number): Said => word(`processing.${name}`, count);
const key = (id: string): string => id.replaceAll('-', '_');

/** How likely and how severe a risk is as the program proposes it, before anybody judged. */
function proposed(risk: Risk, facts: ProcessingFacts, special: readonly Special[]): RiskJudged {
  const off = (state: MeasureState): boolean => state === 'off' || state === 'overdue';
  const { measures } = facts;
  const likely: Level =
    risk === 'loss'
      ? off(measures.backup) || off(measures.rehearsal)
        ? 'high'
        : 'low'
      : risk === 'theft'
        ? measures['second-factor'] === 'off'
          ? 'medium'
          : 'low'
        : risk === 'too-many'
          ? off(measures.conduct)
            ? 'medium'
            : 'low'
          : risk === 'force'
            ? off(measures.emergency)
              ? 'high'
              : 'medium'
            : 'medium';
  const severe: Level = special.includes('sex-life') || risk === 'force' ? 'high' : 'medium';
  return { likely, severe, measures: '' };
}

/** The assessment before anybody wrote anything, from the office as it is. */
export function proposedAssessment(facts: ProcessingFacts): AssessmentWritten {
  const special = specialIn(questionsOf(facts.configuration.forms));
  const texts = { context: '', necessity: '', consulted: '', residual: '', decision: '' };
  const of = (risk: Risk): RiskJudged => proposed(risk, facts, special);
  return {
    texts,
    risks: {
      theft: of('theft'),
      onlooker: of('onlooker'),
      'too-many': of('too-many'),
      'wrong-office': of('wrong-office'),
      paper: of('paper'),
      false: of('false'),
      loss: of('loss'),
      kept: of('kept'),
      force: of('force'),
    },
  };
}

/** Why an assessment is needed at all (article 35(3); reference.md §8.1). */
function whyNeeded({ configuration }: ProcessingFacts, cases: number): SaidSection {
  const questions = questionsOf(configuration.forms.filter(({ system }) => system !== true));
  const special = specialIn(questions);
  const persons = [...personsIn(questions).keys()];
  return {
    id: 'needed',
    columns: ['what', 'said'],
    lines: [
      { id: 'children', cells: [[say('needed_children')], persons.map((one) => say(`person_${one}`))] },
      { id: 'special', cells: [[say('needed_special')], special.map((one) => say(`special_${key(one)}`))] },
      { id: 'amount', cells: [[say('needed_amount')], [say('cases', cases)]] },
    ],
  };
}

function risksOf({ risks }: AssessmentWritten): SaidSection {
  return {
    id: 'risks',
    columns: ['risk', 'likely', 'severe', 'weight', 'against', 'own'],
    lines: RISKS.map((risk): SaidLine => {
      const judged = risks[risk];
      const weight = weightOf(judged);
      return {
        id: risk,
        cells: [
          [say(`risk_${key(risk)}`)],
          [say(`level_${judged.likely}`)],
          [say(`level_${judged.severe}`)],
          [say(`level_${weight}`)],
          AGAINST[risk].map((one) => say(`against_${key(one)}`)),
          typed(judged.measures),
        ],
        ...(weight === 'high' ? { warn: true as const } : {}),
      };
    }),
  };
}

const textsOf = ({ texts }: AssessmentWritten): SaidSection => ({
  id: 'texts',
  columns: ['what', 'said'],
  lines: ASSESSMENT_TEXTS.map((one) => ({
    id: one,
    cells: [[say(`text_${one}`)], texts[one] === '' ? [say('not_said')] : typed(texts[one])],
    ...(texts[one] === '' ? { warn: true as const } : {}),
  })),
});

/** Sections of the register of which a change asks for a new look at the assessment (article 35(11)). */
const REOPENS: ReadonlySet<string> = new Set([
  'activities',
  'data',
  'recipients',
  'measures',
  'access',
  'configuration',
]);
export const reopening = (register: readonly SaidSection[]): readonly SaidSection[] =>
  register.filter(({ id }) => REOPENS.has(id));

/** The whole assessment as it goes to the screen and to paper. */
export const assessmentSections = (
  facts: ProcessingFacts,
  written: AssessmentWritten,
  register: readonly SaidSection[],
  cases: number,
): readonly SaidSection[] => [
  whyNeeded(facts, cases),
  ...register.filter(({ id }) => id === 'activities' || id === 'recipients' || id === 'retention'),
  ...register.filter(({ id }) => id === 'measures'),
  risksOf(written),
  textsOf(written),
];
