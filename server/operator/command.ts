/** Runs the operator's commands: a failure is a sentence in the terminal and an exit code. */
import process from "node:process";
import { messageOf } from "../error_message.ts";

/** Runs a command with its arguments, and ends with the exit code that it gives. */
export async function run(
  command: (args: string[]) => Promise<number>,
): Promise<never> {
  process.exit(
    await command(process.argv.slice(2)).catch((error) =>
      fail(messageOf(error))
    ),
  );
}

/** Says why a command did nothing; gives its exit code. */
export function fail(sentence: string): number {
  console.error(sentence);
  return 1;
}
