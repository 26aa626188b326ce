/** What answers call themselves by. */
import { assistant as t } from "texts/assistant.ts";

/** The name of a model as people read it: its provider's, but for the demonstration, which is ours. */
export function modelName(model: string): string {
  return model === "Demonstration" ? t.demonstration : model;
}
