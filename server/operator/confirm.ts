import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";

/** Asks the operator in the terminal until a line is entered or the input ends. Only "y" and "yes" mean yes. */
export function askToConfirm(
  question: string,
  input: Readable,
  output: Writable,
): Promise<boolean> {
  const lines = createInterface({ input, output });
  return new Promise((resolve) => {
    // Ctrl+C and Ctrl+D close it without an answer.
    lines.once("close", () => resolve(false));
    lines.question(question, (answer) => {
      resolve(/^y(es)?$/i.test(answer.trim()));
      lines.close();
    });
  });
}
