/** How commands are called here: texts say `deno task doctor`, where a service has `sudo homeroom doctor`. */
import process from "node:process";
import { isDeno } from "./platform/runtime.ts";

type Environment = Readonly<Record<string, string | undefined>>;

export const taskPrefix = "deno task";

/** What an operator types before the name of a command, as docs/deploy has it. `pid` is the launcher's. */
export function commandPrefix(
  env: Environment,
  pid: number,
  isDeno: boolean,
): string {
  if (env.HOMEROOM_COMMAND) return env.HOMEROOM_COMMAND;
  // systemd sets it to the id of the process that it starts, so a shell below a service has another's.
  if (env.SYSTEMD_EXEC_PID === String(pid)) return "sudo homeroom";
  return isDeno ? taskPrefix : "node .output/node/homeroom.mjs";
}

export function ownCommandPrefix(): string {
  return commandPrefix(process.env, process.pid, isDeno);
}

/** The text with its commands as they are called here. */
export function withOwnCommands(
  text: string,
  prefix = ownCommandPrefix(),
): string {
  return text.replaceAll(/\bdeno task (?=[a-z])/g, `${prefix} `);
}
