import process from "node:process";
import { AccountStore } from "../../classroom/accounts/account_store.ts";
import { Accounts } from "../../classroom/accounts/accounts.ts";
import { SchoolAccounts } from "../../classroom/accounts/school/school_accounts.ts";
import { Tokens } from "../../classroom/tokens.ts";
import {
  kvPath,
  readSettings,
  type Settings,
  shownPlace,
} from "../../classroom/settings.ts";
import { startTexts as t } from "../../locales/terminal.ts";
import { KvBusyRetry, makeRetryingKv } from "../../sync/kv/busy_retry.ts";
import { checkFormat } from "../data/format.ts";
import { openStore } from "../platform/kv.ts";
import { kvFilePath, makeDataDir } from "../data/data_folder.ts";
import { isHalfRestored } from "../data/restore_swap.ts";

/**
 * Opens the accounts for an operator's command, also while a server runs: it reads them again each time, and writers
 * wait for each other. Closes them after `work`. Throws a sentence if a restore left them incomplete or a newer version
 * has written them.
 */
export async function runWithAccounts<T>(
  work: (
    accounts: Accounts,
    settings: Settings,
    school: SchoolAccounts,
    store: AccountStore,
  ) => Promise<T>,
): Promise<T> {
  const settings = readSettings(process.env);
  if (!settings.KV_URL) await makeDataDir(settings);
  const file = kvFilePath(settings);
  if (file !== null && await isHalfRestored(file)) {
    throw new Error(t.halfRestored(file));
  }
  const busy = new KvBusyRetry();
  const opened = await busy.retry(() => openStore(kvPath(settings)));
  const kv = file === null ? opened : makeRetryingKv(opened, busy);
  try {
    await checkFormat(kv, shownPlace(kvPath(settings)));
    const accounts = new Accounts(kv, new Tokens(kv), settings, undefined, {
      cost: 2 ** settings.PASSWORD_COST,
    });
    const store = new AccountStore(kv);
    const school = new SchoolAccounts(store, accounts);
    return await work(accounts, settings, school, store);
  } finally {
    opened.close();
  }
}
