/** The form of a command of the command line. `commands.ts` lists all commands. */
import type { CommandHelp } from "../locales/terminal.ts";
import { withOwnCommands } from "./command_words.ts";

export interface ReadArguments {
  readonly args: readonly string[];
  /** The names of the options, those with a value included. */
  readonly options: ReadonlySet<string>;
  /** The values of options that take one, by their names. */
  readonly values: ReadonlyMap<string, string>;
}

/** Runs a command and returns the exit code. The message of an error that it throws is printed. */
export type CommandFunction = (given: ReadArguments) => Promise<number>;

export interface Command {
  readonly texts: CommandHelp;
  /** The fewest and the most arguments; none by default. */
  readonly argCounts?: readonly [number, number];
  load(): Promise<CommandFunction>;
}

export function failWith(sentence: string): number {
  console.error(withOwnCommands(sentence));
  return 1;
}
