/** How much of the assistant a class may use, and has used. */

/** How much of the assistant each student has, and the class together. */
export interface AssistantLimits {
  /** Prompts a minute of each student; null: no limit but that of the class. */
  perMinute: number | null;
  /** Tokens a session of each student, as the model's provider counts them, else as estimated. */
  tokens: number | null;
  /** Prompts a minute of the class, and its tokens a session; absent or null: what the operator gives. */
  classPerMinute?: number | null;
  classTokens?: number | null;
}

/** Every limit that a teacher sets for a class. */
export interface SessionLimits extends AssistantLimits {
  /** How many students it takes. */
  students: number;
}

/** `assistant` of `<s>/staff`: what the teacher has set for the whole class. */
export interface AssistantSettings {
  /** The class-wide system prompt; "": none. */
  prompt: string;
  limits: AssistantLimits;
}

/** `used` in `assistant` of `<s>/staff`: what the class together has had of the assistant. */
export interface ClassUsage {
  requests: number;
  /** The answers under way are reserved besides: see {@link Asking}. */
  tokens: number;
  /** How many were asked lately. */
  minute?: { since: number; count: number; before: number };
}

/** An entry of `asking` of `<s>/staff`, by the turn of the answer: what is set aside for it, in tokens. */
export interface Asking {
  member: string;
  /** The size of the model's input, as estimated. */
  prompts: number;
  /** That, and the longest answer. */
  held: number;
  /** Where answers wait for their turn: the instance of the server in whose queue it stands, or stood. */
  instance?: string;
  /** The model has not been asked. */
  waits?: true;
}

/** Said beside `<s>/conversation/<c>` as awareness, and stored nowhere: which of its answers waits, and how many of the class come before. */
export interface ConversationPlace {
  queue: { turn: string; ahead: number };
}

/** Said beside `<s>/staff` in the same way: the same of each student whose answer waits, by member. */
export interface StaffPlaces {
  queues: Record<string, number>;
}

/** Answer of `GET /api/sessions/:s/assistant`: what the class has had, and can have at the most. */
export interface AssistantUsageView {
  requests: number;
  tokens: number;
  limits: { perMinute: number; tokens: number };
  /** Up to which the teacher can raise the limits. */
  most: { perMinute: number; tokens: number };
}

/** An entry of `usage` of `<s>/staff`, by member: what counts towards the limits. */
export interface AssistantUsage {
  /** When the latest prompts were asked. */
  recent: number[];
  tokens: number;
  /** How many conversations they have opened. */
  conversations: number;
}

/** How much of the assistant there is. */
export interface Quota {
  /** Questions a minute. */
  perMinute: number;
  tokens: number;
}

/** The operator's limits. Tokens count for a class in its session, for an address and the server in a day. */
export interface OperatorLimits {
  /** Of one answer, in tokens. */
  answer: number;
  class: Quota;
  address: Quota;
  server: Quota;
}
