import type { Locator } from "playwright-core";
import { assistant as t } from "texts/assistant.ts";
import type { Person } from "../stage.ts";

export async function askAssistant(
  person: Person,
  text: string,
): Promise<void> {
  const name = person.inOwnLanguage(() => t.prompt);
  const box = person.page.getByRole("textbox", { name });
  await box.fill(text);
  // Before the page is alive, Enter only breaks the line.
  await person.page.locator('.ask [type="submit"][aria-disabled="false"]')
    .waitFor();
  await box.press("Enter");
  await person.page.locator(".prompt-text", { hasText: text }).last().waitFor();
}

export function answersInState(person: Person, state = "done"): Locator {
  return person.page.locator(`.answer[data-state="${state}"]`);
}
