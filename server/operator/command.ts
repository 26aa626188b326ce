import process from "node:process";
import {
  type ReadArguments,
  readArguments,
  type Syntax,
} from "../arguments.ts";
import { messageOf } from "../error_message.ts";

/** Runs an operator's command and exits with its code. A failure prints a sentence. */
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

export function fail(sentence: string): number {
  console.error(sentence);
  return 1;
}
