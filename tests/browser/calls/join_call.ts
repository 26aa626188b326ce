/** A call as somebody joins it on a page. */
import { calls as t } from "texts/calls.ts";
import type { Person } from "../stage.ts";

/** Joins by a press, with the microphone off. */
export async function joinCall(person: Person) {
  const { page } = person;
  await person.button(t.join).first().click();
  await page.getByRole("dialog").getByRole("button", { name: t.join }).click();
  await person.button(t.unmute).waitFor();
}
