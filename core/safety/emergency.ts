/** What an office wrote down for the day on which it has to leave. A line for each entry. */
export interface EmergencyPlan {
  /** The safe office or place that a stick is brought to. */
  readonly safePlace: string;
  /** Who, and how to reach them. */
  readonly call: string;
  /** Files on paper to take along, and what must not be found. */
  readonly takeAlong: string;
  readonly destroy: string;
}

/** How long the button that erases is held, and how long a second press may take instead. */
export const HOLD_MS = 3000;
export const SECOND_PRESS_MS = 10_000;
