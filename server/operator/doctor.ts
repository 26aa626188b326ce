/**
 * `homeroom doctor` tries everything that the settings name and prints a line for each, with what to do. It changes
 * nothing, sends no mail (only a test to `SAFETY_WEBHOOK`), and prints no secret. Exit code 1 if something does not
 * work.
 */
import process from "node:process";
import type { CheckResult } from "../../classroom/operator/machine.ts";
import { readSettings } from "../../classroom/settings.ts";
import { doctorTexts as t, startTexts } from "../../locales/terminal.ts";
import { withOwnCommands } from "../command_words.ts";
import { findUnknownSettings } from "../unknown_settings.ts";
import { checks, runCheck } from "./checks.ts";

export async function examine(): Promise<number> {
  // Wrong settings end the command with a line for each.
  const settings = readSettings(process.env);
  printLine("settings", { state: "works", text: t.settingsRead });
  let failed = 0;
  const unknown = findUnknownSettings(process.env);
  if (unknown.length > 0) {
    const isSlip = unknown.some(({ meant }) => meant !== null);
    if (isSlip) failed += 1;
    const text = startTexts.unknownSettings(unknown);
    printLine("names", { state: isSlip ? "fails" : "unsure", text });
  }
  for (const check of checks) {
    const result = await runCheck(check, settings);
    if (result.state === "fails") failed += 1;
    printLine(check.name, result);
  }
  console.log(failed === 0 ? t.allWorks : t.someFail(failed));
  return failed === 0 ? 0 : 1;
}

function printLine(name: string, { state, text }: CheckResult): void {
  const line = `${t.states[state].padEnd(6)} ${name.padEnd(15)} ${text}`;
  console.log(withOwnCommands(line));
}
