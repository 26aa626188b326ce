/**
 * `homeroom doctor` tries everything that the settings name and prints a line for each, with what to do. It changes
 * nothing, sends no mail (only a test to `SAFETY_WEBHOOK`), and prints no secret. Exit code 1 if something does not
 * work.
 */
import process from "node:process";
import type { CheckResult } from "../../classroom/operator/machine.ts";
import { readSettings } from "../../classroom/settings.ts";
import { doctorTexts as t } from "../../locales/terminal.ts";
import { checks, runCheck } from "./checks.ts";

export async function examine(): Promise<number> {
  // Wrong settings end the command with a line for each.
  const settings = readSettings(process.env);
  printLine("settings", { state: "works", text: t.settingsRead });
  let failed = 0;
  for (const check of checks) {
    const result = await runCheck(check, settings);
    if (result.state === "fails") failed += 1;
    printLine(check.name, result);
  }
  console.log(failed === 0 ? t.allWorks : t.someFail(failed));
  return failed === 0 ? 0 : 1;
}

function printLine(name: string, { state, text }: CheckResult): void {
  console.log(`${t.states[state].padEnd(6)} ${name.padEnd(15)} ${text}`);
}
