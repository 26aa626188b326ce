import process from "node:process";
import {
  type CommandSyntax,
  type ReadArguments,
  readArguments,
} from "../arguments.ts";
import { errorMessage } from "../error_message.ts";

/** Runs an operator's command and exits with its code. A failure prints a sentence. */
export async function runCommand(
  syntax: CommandSyntax,
  command: (parsed: ReadArguments) => Promise<number>,
): Promise<never> {
  const parsed = readArguments(process.argv.slice(2), syntax);
  if (typeof parsed === "number") process.exit(parsed);
  process.exit(
    await command(parsed).catch((error) => failWith(errorMessage(error))),
  );
}

export function failWith(sentence: string): number {
  console.error(sentence);
  return 1;
}
