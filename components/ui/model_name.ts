import { assistant as t } from "texts/assistant.ts";

/** The name of a language model. That of the demonstration is translated. */
export function displayModelName(model: string): string {
  return model === "Demonstration" ? t.demonstration : model;
}
