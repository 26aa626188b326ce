/** Scheduled classes and early students (S-7), for browser tests. */
import assert from "node:assert/strict";
import type { SessionView } from "../../../classroom/model/views.ts";
import { early } from "texts/people_early.ts";
import { join } from "texts/people_join.ts";
import type { Person } from "../stage.ts";

/** A class that starts after a delay in ms. */
export async function scheduleClass(
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

export async function joinEarly(student: Person, code: string, name: string) {
  const { page } = student;
  const t = student.inOwnLanguage(() => ({ ...join, as: early.as({ name }) }));
  await page.goto(`/join?sessionCode=${code}`);
  await page.getByLabel(t.name, { exact: true }).fill(name);
  await page.getByRole("button", { name: t.join, exact: true }).click();
  await page.waitForURL(/\/join\?waiting=/);
  await student.sees(t.as);
}
