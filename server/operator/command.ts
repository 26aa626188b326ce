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
  command: (given: ReadArguments) => Promise<number>,
): Promise<never> {
  const given = readArguments(process.argv.slice(2), syntax);
  if (typeof given === "number") process.exit(given);
  process.exit(
    await command(given).catch((error) => failWith(errorMessage(error))),
  );
}

export function failWith(sentence: string): number {
  console.error(sentence);
  return 1;
}
