/** What the class did not do, and why; gone with a press, or with the next thing that it does. */
import { chat as t } from "texts/chat.ts";
import { CloseButton } from "../../ui/Button.tsx";
import type { ClassSession } from "../../session/class_session.ts";

/** The line above the messages; empty where nothing was refused. */
export function Trouble({ session }: { session: ClassSession }) {
  const { value } = session.api.trouble;
  return (
    <div role="alert">
      {value && (
        <div class="chat-banner row" data-shown="true">
          <p>{value.detail}</p>
          <CloseButton
            look="small"
            label={t.close}
            onClick={() => session.api.trouble.value = null}
          />
        </div>
      )}
    </div>
  );
}
