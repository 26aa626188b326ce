/**
 * Shown until a teacher has confirmed the email address (D-2), with a button
 * that sends the mail again.
 */
import { confirm as t } from "texts/accounts_mail.ts";
import { localPath } from "../../locales/local_path.ts";
import { Notice } from "../ui/Notice.tsx";

export function ConfirmEmailNotice({ email }: { email: string }) {
  return (
    <Notice tone="warn">
      <div class="stack tight">
        <p>{t.banner({ email })}</p>
        <ResendConfirmationButton />
      </div>
    </Notice>
  );
}

export function ResendConfirmationButton() {
  return (
    <form method="post" action={localPath("/teacher/confirm")}>
      <input type="hidden" name="what" value="again" />
      <button type="submit" class="button">{t.again}</button>
    </form>
  );
}
