/** `deno task reset-link EMAIL` prints a link that sets a teacher's new password, once and within a day. */
import { operator as t } from "../../locales/terminal.ts";
import { lanAddresses } from "../lan_addresses.ts";
import { fail, run } from "./command.ts";
import { withAccounts } from "./open_accounts.ts";

if (import.meta.main) await run(resetLink);

async function resetLink([email]: string[]): Promise<number> {
  if (!email) return fail(t.resetUsage);
  const link = await withAccounts(async (accounts, settings) => {
    const token = await accounts.makeResetLink(email);
    // The teacher mostly sits at another machine.
    const host = lanAddresses(settings)[0] ?? "localhost";
    const origin = settings.BASE_URL ?? `http://${host}:${settings.PORT}`;
    return token && `${origin}/teacher/reset?token=${token}`;
  });
  if (!link) return fail(t.noAccount(email));
  console.log(link);
  return 0;
}
