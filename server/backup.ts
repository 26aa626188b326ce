/**
 * `deno task backup FILE` writes one consistent copy of the data while the server runs: SQLite's own backup,
 * which sees one moment and holds nobody up.
 */
import { backup, DatabaseSync } from "node:sqlite";
import { kvPath, readSettings } from "../classroom/settings.ts";
import { en as t } from "../locales/en.ts";
import { exists } from "./files.ts";
import { isRemote } from "./permissions.ts";

if (import.meta.main) Deno.exit(await makeBackup(Deno.args));

async function makeBackup([target]: string[]): Promise<number> {
  if (!target) return fail(t.operator.backupUsage);
  const source = kvPath(readSettings(Deno.env.toObject()));
  if (isRemote(source)) return fail(t.operator.backupRemote);
  if (!await exists(source)) return fail(t.operator.noData(source));
  if (await exists(target)) return fail(t.operator.fileExists(target));
  const database = new DatabaseSync(source, { readOnly: true });
  try {
    // Under another name until it is whole, so that half a copy is never taken for one.
    await backup(database, `${target}.part`);
    await Deno.rename(`${target}.part`, target);
  } finally {
    database.close();
  }
  console.log(t.operator.backedUp(target));
  return 0;
}

function fail(sentence: string): number {
  console.error(sentence);
  return 1;
}
