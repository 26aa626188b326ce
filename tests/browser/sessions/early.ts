/** Scheduled classes (S-7) and those who come before the start, for the tests of pages. */
import assert from "node:assert/strict";
import type { SessionView } from "../../../classroom/model/views.ts";
import { early } from "texts/people_early.ts";
import { join } from "texts/people_join.ts";
import type { Person } from "../stage.ts";

/** A class that starts so many ms from now. */
export async function schedules(
  { page }: Person,
  name: string,
  ahead: number,
  more: Record<string, unknown> = {},
): Promise<SessionView> {
  const startsAt = new Date(Date.now() + ahead).toISOString();
  const answer = await page.request.post("/api/sessions", {
    data: { name, startsAt, ...more },
  });
  const text = await answer.text();
  assert.equal(answer.status(), 201, text);
  return JSON.parse(text).session;
}

/** Joins before the start; ends at the page that waits. */
export async function comesEarly(student: Person, code: string, name: string) {
  const { page } = student;
  const t = student.words(() => ({ ...join, as: early.as({ name }) }));
  await page.goto(`/join?sessionCode=${code}`);
  await page.getByLabel(t.name, { exact: true }).fill(name);
  await page.getByRole("button", { name: t.join, exact: true }).click();
  await page.waitForURL(/\/join\?waiting=/);
  await student.sees(t.as);
}
