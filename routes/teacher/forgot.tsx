/** **Forgot password** with mail (D-2): the same answer with and without an account, and a link like the operator's. */
import { z } from "zod";
import { resetLinkBody } from "../../classroom/accounts/account_bodies.ts";
import { getApp } from "../../classroom/app.ts";
import { EmailField } from "../../components/accounts/AccountFields.tsx";
import { Page } from "../../components/page/Page.tsx";
import { Notice } from "../../components/ui/Notice.tsx";
import { localPath } from "../../locales/local_path.ts";
import { refusalText } from "../../locales/refusal_text.ts";
import { frame } from "texts/everywhere.ts";
import { signIn } from "texts/accounts.ts";
import { forgot as t } from "texts/accounts_mail.ts";
import { readForm } from "../(http)/_body.ts";
import { mailSource } from "../(http)/_fair_queue.ts";
import { catchRefusal, refusalStatus } from "../(http)/_problem.ts";
import { handler, page } from "./$forgot.ts";

interface Shown {
  email: string;
  sent?: true;
  error?: string;
  refused?: string;
}

const posted = z.object({ email: z.string().default("") });

export const handlers = handler({
  GET(ctx) {
    if (mailing()) return { data: { email: "" } as Shown };
    return ctx.redirect(localPath("/teacher/sign-in"), 303);
  },
  async POST(ctx) {
    const mails = mailing();
    if (!mails) return ctx.redirect(localPath("/teacher/sign-in"), 303);
    const form = await readForm(ctx, posted);
    const read = resetLinkBody.safeParse(form);
    if (!read.success) {
      const data: Shown = { email: form.email, error: signIn.badEmail };
      return { data, status: 400 };
    }
    const { email } = read.data;
    const result = await catchRefusal(() =>
      mails.sendResetLink(email, mailSource(ctx.state))
    );
    if ("refusal" in result) {
      const { refusal } = result;
      const data: Shown = { email, refused: refusalText(refusal) };
      const retryAfter = String(refusal.more.retryAfter ?? 60);
      const headers = { "retry-after": retryAfter };
      return { data, status: refusalStatus(refusal.kind), headers };
    }
    return { data: { email, sent: true } as Shown };
  },
});

/** The service that mails the links; null without mail or without passwords. */
function mailing() {
  const { mails, settings } = getApp();
  return settings.PASSWORDS === "on" ? mails : null;
}

export default page(({ data }) => (
  <Page title={`${t.title} · ${frame.name}`} isNarrow>
    <h1>{t.title}</h1>
    {data.refused && <Notice tone="warn">{data.refused}</Notice>}
    {data.sent
      ? (
        <>
          <Notice tone="good">{t.sent}</Notice>
          <p class="quiet">{t.nothing}</p>
          {getApp().school && <p class="quiet">{t.bySchool}</p>}
        </>
      )
      : (
        <form
          method="post"
          action={localPath("/teacher/forgot")}
          class="stack card"
        >
          <p>{t.lead}</p>
          <EmailField value={data.email} error={data.error} />
          <button type="submit" class="button main large">{t.send}</button>
        </form>
      )}
    <a class="button bare" href={localPath("/teacher/sign-in")}>{t.back}</a>
  </Page>
));
