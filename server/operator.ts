/** The accounts, for the operator's commands: opened beside the server, which reads accounts afresh each time. */
import { Accounts } from "../classroom/accounts.ts";
import { kvPath, readSettings, type Settings } from "../classroom/settings.ts";
import { Tokens } from "../classroom/tokens.ts";
import { makeDataDir } from "./data_dir.ts";

/** Opens the accounts that the settings in the environment lead to, and closes them after `work`. */
export async function withAccounts<T>(
  work: (accounts: Accounts, settings: Settings) => Promise<T>,
): Promise<T> {
  const settings = readSettings(Deno.env.toObject());
  if (!settings.KV_URL) {
    await makeDataDir(settings);
  }
  const kv = await Deno.openKv(kvPath(settings));
  try {
    return await work(new Accounts(kv, new Tokens(kv), settings), settings);
  } finally {
    kv.close();
  }
}
