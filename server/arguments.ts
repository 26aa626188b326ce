import { parseArgs } from "node:util";
import { argumentTexts } from "../locales/terminal.ts";
import { errorMessage } from "./error_message.ts";

export interface CommandSyntax {
  /** Printed for `--help` and after a refusal. */
  usage: string;
  /** The fewest and the most positional arguments; none by default. */
  args?: readonly [number, number];
  options?: readonly string[];
}

export interface ReadArguments {
  args: string[];
  options: ReadonlySet<string>;
}

/** Reads `given`. For help or a refusal, prints it and returns an exit code. */
export function readArguments(
  argv: string[],
  { usage, args: [min, max] = [0, 0], options: names = [] }: CommandSyntax,
): ReadArguments | number {
  const flag = { type: "boolean" } as const;
  let read: ReturnType<typeof parseArgs>;
  try {
    read = parseArgs({
      args: argv,
      allowPositionals: true,
      options: {
        help: { ...flag, short: "h" },
        ...Object.fromEntries(names.map((name) => [name, flag])),
      },
    });
  } catch (error) {
    return refuse(errorMessage(error), usage);
  }
  const options = new Set(Object.keys(read.values));
  if (options.has("help")) {
    console.log(usage);
    return 0;
  }
  const args = read.positionals;
  if (args.length < min || args.some((it) => it === "")) {
    return refuse(argumentTexts.missing, usage);
  }
  if (args.length > max) {
    return refuse(argumentTexts.superfluous(args[max]), usage);
  }
  return { args, options };
}

function refuse(why: string, usage: string): number {
  console.error(`${why}\n${usage}`);
  return 1;
}
