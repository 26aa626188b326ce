/** `deno task reset-link EMAIL` prints a link, good once and for a day, by which a teacher sets a new password. */
import { operator as t } from "../locales/en_terminal.ts";
import { nearby } from "./nearby.ts";
import { withAccounts } from "./operator.ts";

if (import.meta.main) Deno.exit(await resetLink(Deno.args));

async function resetLink([email]: string[]): Promise<number> {
  if (!email) {
    console.error(t.resetUsage);
    return 1;
  }
  const link = await withAccounts(async (accounts, settings) => {
    const token = await accounts.makeResetLink(email);
    // Whoever forgot the password mostly sits at another machine.
    const host = nearby(settings)[0] ?? "localhost";
    const origin = settings.BASE_URL ?? `http://${host}:${settings.PORT}`;
    return token && `${origin}/teacher/reset?token=${token}`;
  });
  if (!link) {
    console.error(t.noAccount(email));
    return 1;
  }
  console.log(link);
  return 0;
}
