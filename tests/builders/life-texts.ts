/** What people write into the records of a case as it goes on. All of it is invented. */
export const CHILD_VIEWS = [
  'Wants to stay with the family and to go back to school.',
  'Says the evenings are calmer now. Still does not like to walk home alone.',
  'Would like to see the older brother more often.',
  'Spoke little today, drew a house with three people in front of it.',
  'Is proud of the marks at school. Asks whether we will come again.',
  'Sleeps better. The headaches come back when there is shouting next door.',
];
export const CAREGIVER_VIEWS = [
  'Feels tired and is glad about every visit. Money for food is short at the end of the month.',
  'Says that the agreements are kept at home and that the child helps more.',
  'Worries about the way to school; a neighbour goes along on market days.',
];
export const GOALS = [
  'The child lives safely at home, goes to school every day and knows whom to turn to.',
  'The family copes without outside help, and the child is no longer beaten.',
  'The child has papers, a place at school and one adult to rely on.',
  'The child is cared for by relatives who can and want to do so for good.',
];
export interface ActionText {
  readonly domain: string;
  readonly need: string;
  readonly objective: string;
  readonly what: string;
}
export const ACTION_TEXTS: readonly ActionText[] = [
  {
    domain: 'education',
    need: 'Has not been to school since the move',
    objective: 'Goes to school every day',
    what: 'Speak with the head teacher and bring the papers along',
  },
  {
    domain: 'care',
    need: 'The caregiver is alone with four children',
    objective: 'A second adult helps at home',
    what: 'Bring the aunt and the caregiver to one table',
  },
  {
    domain: 'emotional',
    need: 'Wakes up from bad dreams',
    objective: 'Sleeps through most nights',
    what: 'Weekly group at the community centre',
  },
  {
    domain: 'documentation',
    need: 'No birth certificate',
    objective: 'Holds a birth certificate',
    what: 'Accompany the caregiver to the registry',
  },
  {
    domain: 'physical',
    need: 'Bruises that were not explained',
    objective: 'No new injuries',
    what: 'Health check, and a talk about discipline without beating',
  },
  {
    domain: 'social',
    need: 'Keeps away from other children',
    objective: 'Takes part in one activity a week',
    what: 'Introduce the child to the football coach',
  },
];
export const SUMMARIES = [
  'The family holds together and wants help. The danger comes from outside the home and can be kept away.',
  'There is one adult who protects the child. Money and housing are what makes the home unsafe.',
  'The child is strong and has friends. What is missing is a quiet place and somebody who listens.',
];
export const RISK_REASONS = [
  'The neighbour looks in every evening, and nothing has happened for a month.',
  'The father came back and was seen at the school gate twice.',
  'The caregiver keeps what was agreed; the child says so too when alone with us.',
  'The uncle who protected the child has left the district.',
];
export const NOTES: readonly (readonly [string, string])[] = [
  ['Call from the school', 'The teacher reports two days of absence. Asked the caregiver; there was a fever.'],
  ['Papers', 'The registry is closed until Monday. The copy of the health card lies in the file.'],
  ['Neighbour', 'The neighbour came to the office by herself and told the same as the child.'],
  ['Transport', 'The bridge is under water; the next visit goes by the upper road.'],
];
export const REVIEW_PROGRESS = [
  'Two of three actions are done. What is open depends on the registry.',
  'School goes well. The evenings at home still need attention.',
  'The goals hold. The family asks for fewer visits.',
];
