/** Sets a new password by a one-use link. */
import { z } from "zod";
import { getApp } from "../../classroom/app.ts";
import { bounds } from "../../classroom/model/bounds.ts";
import { NewPasswordField } from "../../components/accounts/AccountFields.tsx";
import { Notice } from "../../components/ui/Notice.tsx";
import { Page } from "../../components/page/Page.tsx";
import { frame } from "texts/everywhere.ts";
import { signIn as t } from "texts/accounts.ts";
import { readForm } from "../(http)/_body.ts";
import { catchRefusal, refusalStatus } from "../(http)/_problem.ts";
import { handler, page } from "./$reset.ts";
import { localPath } from "../../locales/local_path.ts";
import { refusalText } from "../../locales/refusal_text.ts";

interface Shown {
  token: string;
  error?: string;
  isBadLink?: boolean;
}

const posted = z.object({
  token: z.string().max(200),
  password: z.string(),
});

export const handlers = handler({
  GET(ctx) {
    getApp().accounts.requirePasswordSignIn();
    const data: Shown = { token: ctx.url.searchParams.get("token") ?? "" };
    // With `no-referrer` the form would be sent with `Origin: null`, which is refused (ACCESS-4).
    return { data, headers: { "referrer-policy": "same-origin" } };
  },
  async POST(ctx) {
    getApp().accounts.requirePasswordSignIn();
    const { token, password } = await readForm(ctx, posted);
    const { min, max } = bounds.password;
    if (password.length < min || password.length > max) {
      const data: Shown = {
        token,
        error: t.badPassword({
          least: bounds.password.min,
          most: bounds.password.max,
        }),
      };
      return { data, status: 400 };
    }
    const result = await catchRefusal(() =>
      getApp().accounts.resetLinks.use(token, password)
    );
    if ("refusal" in result) {
      const { refusal } = result;
      const data: Shown = refusal.kind === "malformed"
        ? { token, error: refusalText(refusal) }
        : { token, isBadLink: true };
      return { data, status: refusalStatus(refusal.kind) };
    }
    return ctx.redirect(localPath("/teacher/sign-in?reset"), 303);
  },
});

export default page(({ data }) => (
  <Page title={`${t.resetTitle} · ${frame.name}`} isNarrow>
    <h1>{t.resetTitle}</h1>
    {data.isBadLink || data.token === ""
      ? <Notice tone="stop">{t.badLink}</Notice>
      : (
        <form
          method="post"
          action={localPath("/teacher/reset")}
          class="stack card"
        >
          <input type="hidden" name="token" value={data.token} />
          <NewPasswordField error={data.error} />
          <button type="submit" class="button main large">
            {t.keepPassword}
          </button>
        </form>
      )}
  </Page>
));
