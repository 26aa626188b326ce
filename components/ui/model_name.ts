import { assistant as t } from "texts/assistant.ts";

/** The name of a language model; the demonstration's is translated. */
export function displayModelName(model: string): string {
  return model === "Demonstration" ? t.demonstration : model;
}
