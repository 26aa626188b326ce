/** How much of the assistant the operator gives to a class, to an address and to all together. */
import type { OperatorLimits } from "../model/assistant.ts";
import type { Settings } from "../settings.ts";

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
