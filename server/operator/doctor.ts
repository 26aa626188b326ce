/**
 * `homeroom doctor` tries everything that the settings name and prints a line for each, with what to do. It changes
 * nothing, sends no mail, and prints no secret. Its exit code is 1 if something does not work.
 */
import process from "node:process";
import { readSettings, type Settings } from "../../classroom/settings.ts";
import { doctorTexts as t } from "../../locales/terminal.ts";
import { errorMessage } from "../error_message.ts";
import { type Check, type CheckResult, checks } from "./checks.ts";

/** More than each check's own limits. */
const checkTimeoutMs = 30_000;

export async function examine(): Promise<number> {
  // Wrong settings end the command with a line for each.
  const settings = readSettings(process.env);
  printLine("settings", { state: "works", text: t.settingsRead });
  let failed = 0;
  for (const check of checks) {
    const result = await runInTime(check, settings);
    if (result.state === "fails") failed += 1;
    printLine(check.name, result);
  }
  console.log(failed === 0 ? t.allWorks : t.someFail(failed));
  return failed === 0 ? 0 : 1;
}

/** A check that throws or does not end counts as failed. */
async function runInTime(
  { name, run }: Check,
  settings: Settings,
): Promise<CheckResult> {
  const late = Promise.withResolvers<CheckResult>();
  const timer = setTimeout(
    () =>
      late.resolve({ state: "fails", text: t.checkFailed(name, t.noAnswer) }),
    checkTimeoutMs,
  );
  try {
    return await Promise.race([run(settings), late.promise]);
  } catch (error) {
    return { state: "fails", text: t.checkFailed(name, errorMessage(error)) };
  } finally {
    clearTimeout(timer);
  }
}

function printLine(name: string, { state, text }: CheckResult): void {
  console.log(`${t.states[state].padEnd(6)} ${name.padEnd(15)} ${text}`);
}
