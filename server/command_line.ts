/**
 * Reads the command line and runs its command. `--help` anywhere prints help and does nothing else. A wrong argument,
 * option or command ends with exit code 2, before anything is loaded or done.
 */
import { userInfo } from "node:os";
import process from "node:process";
import { parseArgs } from "node:util";
import { version } from "../classroom/version.ts";
import { commandLineTexts as t } from "../locales/terminal.ts";
import { type Command, failWith, type ReadArguments } from "./command.ts";
import { commands } from "./commands.ts";
import { readCommit } from "./commit.ts";
import { errorMessage } from "./error_message.ts";
import { readSecretFiles } from "./secret_files.ts";

const wrongUsage = 2;

/** Returns the exit code. A leading `--` has no effect: it is how npm passes arguments to a script. */
export async function runCommandLine(argv: readonly string[]): Promise<number> {
  const [name, ...rest] = argv[0] === "--" ? argv.slice(1) : argv;
  if (name === undefined) return refuse(t.noCommand, t.help(lines()));
  if (name.startsWith("-")) {
    if (["--help", "-h"].some((it) => argv.includes(it))) return printHelp();
    if (name !== "--version") return refuse(t.unknownOption(name));
    console.log(t.version(version, await readCommit()));
    return 0;
  }
  if (name === "help" && rest.length === 0) return printHelp();
  if (!Object.hasOwn(commands, name)) {
    return hasHelp(rest) ? printHelp() : refuse(t.unknownCommand(name));
  }
  const command = commands[name];
  const args = readArguments(name, command, rest);
  if (typeof args === "number") return args;
  try {
    readSecretFiles(process.env);
    const run = await command.load();
    return await run(args);
  } catch (error) {
    return failWith(describeFailure(error));
  }
}

/**
 * The message of an error; if the system refused access to a file, which user may not use which path, and what to do.
 */
export function describeFailure(error: unknown): string {
  const { code = "", path } = error as NodeJS.ErrnoException;
  return path !== undefined && ["EACCES", "EPERM"].includes(code)
    ? t.notPermitted(path, userInfo().username)
    : errorMessage(error);
}

/** Reads a command's arguments. For help or a refusal, prints it and returns the exit code. */
function readArguments(
  name: string,
  { texts, argCounts: [min, max] = [0, 0] }: Command,
  argv: readonly string[],
): ReadArguments | number {
  const usage = t.usage(name, texts);
  if (hasHelp(argv)) {
    console.log(usage);
    return 0;
  }
  const takesValue = (option: string) =>
    Object.hasOwn(texts.optionValues ?? {}, option);
  const { values, positionals, tokens } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    strict: false,
    tokens: true,
    options: Object.fromEntries(
      Object.keys(texts.options ?? {}).map((option) => [
        option,
        { type: takesValue(option) ? "string" : "boolean" },
      ]),
    ),
  });
  for (const token of tokens) {
    if (token.kind !== "option") continue;
    const isKnown = Object.hasOwn(texts.options ?? {}, token.name);
    if (!isKnown) return refuse(t.unknownOption(token.rawName), usage);
    if (takesValue(token.name)) {
      if (!token.value) return refuse(t.needsValue(token.rawName), usage);
    } else if (token.value !== undefined) {
      return refuse(t.noValue(token.rawName), usage);
    }
  }
  if (positionals.length < min || positionals.some((it) => it === "")) {
    return refuse(t.missing(texts.args ?? ""), usage);
  }
  if (positionals.length > max) {
    return refuse(t.superfluous(positionals[max]), usage);
  }
  return {
    args: positionals,
    options: new Set(Object.keys(values)),
    values: new Map(
      Object.entries(values).filter((entry): entry is [string, string] =>
        typeof entry[1] === "string"
      ),
    ),
  };
}

/** Whether any argument asks for help. */
function hasHelp(argv: readonly string[]): boolean {
  return argv.some((it) => it === "--help" || it === "-h");
}

function printHelp(): number {
  console.log(t.help(lines()));
  return 0;
}

function lines(): [call: string, about: string][] {
  return Object.entries(commands).map(([name, { texts }]) => [
    [name, texts.args ?? ""].join(" ").trim(),
    texts.about,
  ]);
}

function refuse(reason: string, usage = t.seeHelp): number {
  console.error(`${reason}\n${usage}`);
  return wrongUsage;
}
