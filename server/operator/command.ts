/** Runs the operator's commands: a failure is a sentence in the terminal and an exit code. */
import process from "node:process";
import {
  type ReadArguments,
  readArguments,
  type Syntax,
} from "../arguments.ts";
import { messageOf } from "../error_message.ts";

/** Runs a command with its arguments, and ends with the exit code that it gives. */
export async function run(
  syntax: Syntax,
  command: (given: ReadArguments) => Promise<number>,
): Promise<never> {
  const given = readArguments(process.argv.slice(2), syntax);
  if (typeof given === "number") process.exit(given);
  process.exit(
    await command(given).catch((error) => fail(messageOf(error))),
  );
}

/** Says why a command did nothing; gives its exit code. */
export function fail(sentence: string): number {
  console.error(sentence);
  return 1;
}
