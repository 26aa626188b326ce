/** How much of the assistant the operator gives to a class, to an address and to all together. */
import type { Settings } from "../settings.ts";

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

/** Reads the limits from the settings. */
export function operatorLimits(settings: Settings): OperatorLimits {
  return {
    answer: settings.OPENAI_MAX_TOKENS,
    class: {
      perMinute: settings.ASSISTANT_CLASS_PACE,
      tokens: settings.ASSISTANT_CLASS_TOKENS,
    },
    address: {
      perMinute: settings.ASSISTANT_ADDRESS_PACE,
      tokens: settings.ASSISTANT_ADDRESS_TOKENS,
    },
    server: {
      perMinute: settings.ASSISTANT_SERVER_PACE,
      tokens: settings.ASSISTANT_SERVER_TOKENS,
    },
  };
}
