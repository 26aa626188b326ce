import { assistant as t } from "texts/assistant.ts";

/** Whether no language model is connected, so that the answers are demonstrations. */
export function isDemonstration(model: string): boolean {
  return model === "Demonstration";
}

/** The name of a language model. That of the demonstration is translated. */
export function displayModelName(model: string): string {
  return isDemonstration(model) ? t.demonstration : model;
}
