/** Which model the assistant has: the one that the settings name; without any, the built-in demonstration. */
import { DemonstrationModel } from "./demonstration_model.ts";
import type { Model } from "./model.ts";
import { OpenAiModel } from "./openai_model.ts";
import type { Settings } from "../settings.ts";

/** The model of these settings; `fetch`: how one over the network is asked. */
export function modelOf(
  settings: Settings,
  fetch?: typeof globalThis.fetch,
): Model {
  const { OPENAI_BASE_URL, OPENAI_API_KEY, OPENAI_MODEL } = settings;
  const silence = settings.OPENAI_TIMEOUT * 1000;
  if (!OPENAI_BASE_URL && !OPENAI_API_KEY) return new DemonstrationModel();
  return new OpenAiModel({
    baseUrl: OPENAI_BASE_URL,
    key: OPENAI_API_KEY,
    model: OPENAI_MODEL,
    fetch,
    beginsWithin: silence,
    goesOnWithin: silence,
  });
}
