/** Secrets in files, as Docker and systemd hand them over: a setting `X` may be given by `X_FILE`, the path of a file. */
import { readFileSync } from "node:fs";
import { secretNames } from "../classroom/settings.ts";
import { startTexts as t } from "../locales/terminal.ts";
import { errorMessage } from "./error_message.ts";

type Environment = Record<string, string | undefined>;

/** Replaces each `X_FILE` of a secret by `X`. Throws sentences that name the settings that are wrong. */
export function readSecretFiles(env: Environment): void {
  const faults: string[] = [];
  for (const name of secretNames) {
    const fileName = `${name}_FILE`, path = env[fileName]?.trim();
    if (!path) continue;
    if (env[name]?.trim()) {
      faults.push(t.secretTwice(name, fileName));
      continue;
    }
    try {
      const secret = readFileSync(path, "utf8").trim();
      if (secret === "") faults.push(t.secretEmpty(fileName, path));
      // In the environment of the programs that this one starts, too.
      else env[name] = secret;
    } catch (error) {
      faults.push(t.secretUnreadable(fileName, path, errorMessage(error)));
    }
    delete env[fileName];
  }
  if (faults.length > 0) throw new Error(faults.join("\n"));
}
