/** What a command of the command line is. `commands.ts` lists them all. */

export interface CommandTexts {
  /** One line for the list of all commands. */
  readonly about: string;
  /** Its arguments, such as `FOLDER`. */
  readonly args?: string;
  /** What each option does. */
  readonly options?: Readonly<Record<string, string>>;
  /** Further sentences of its help. */
  readonly more?: string;
  /** Arguments of an example. */
  readonly example?: string;
}

export interface ReadArguments {
  readonly args: readonly string[];
  readonly options: ReadonlySet<string>;
}

/** Returns the exit code. What it throws is printed as a sentence. */
export type CommandFunction = (given: ReadArguments) => Promise<number>;

export interface Command {
  readonly texts: CommandTexts;
  /** The fewest and the most arguments; none by default. */
  readonly argCounts?: readonly [number, number];
  load(): Promise<CommandFunction>;
}

export function failWith(sentence: string): number {
  console.error(sentence);
  return 1;
}
