export interface AssistantLimits {
  /** Prompts per minute of each student; null: only the class's limit holds. */
  perMinute: number | null;
  /** Tokens per session of each student, as counted by the model's provider, else estimated. */
  tokens: number | null;
  /** Prompts per minute and tokens per session of the class; absent or null: the operator's limit. */
  classPerMinute?: number | null;
  classTokens?: number | null;
}

export interface SessionLimits extends AssistantLimits {
  students: number;
}

/** `assistant` of `<s>/staff`: the teacher's settings for the class. */
export interface AssistantSettings {
  prompt: string;
  limits: AssistantLimits;
}

/** `used` in `assistant` of `<s>/staff`: the class's use so far. */
export interface ClassUsage {
  requests: number;
  /** Without what is reserved for running answers: see {@link TokenReservation}. */
  tokens: number;
  /** `count` requests in the minute from `since`, `before` in the previous minute. */
  minute?: { since: number; count: number; before: number };
}

/** An entry of `asking` of `<s>/staff`, by the answer's turn: tokens reserved for that answer. */
export interface TokenReservation {
  member: string;
  prompts: number;
  /** `prompts` plus {@link OperatorLimits.reserved}. */
  held: number;
  /** The server instance in whose queue the answer waits, or waited. */
  instance?: string;
  /** The model has not been asked. */
  waits?: true;
}

/**
 * Awareness of `<s>/conversation/<c>`: the turn of the waiting answer, and how many of the class's answers come first.
 */
export interface ConversationQueueState {
  queue: { turn: string; ahead: number };
}

/** Awareness of `<s>/staff`: by waiting student, how many answers come first. */
export interface StaffQueueState {
  queues: Record<string, number>;
}

/** An entry of `usage` of `<s>/staff`, by member: what counts towards that member's limits. */
export interface AssistantUsage {
  recent: number[];
  tokens: number;
  conversations: number;
}

export interface Quota {
  perMinute: number;
  tokens: number;
}

/** The operator's limits. Tokens per session for a class, per day for a network address and the server. */
export interface OperatorLimits {
  answer: number;
  /** Tokens reserved for an answer: its longest, and what a guard may take to read it. */
  reserved: number;
  class: Quota;
  address: Quota;
  server: Quota;
}
