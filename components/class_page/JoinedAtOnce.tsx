/** "Joined as Dan" after a link that asked for no name, with **Not Dan?** for ten seconds (J-1). */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { joinedAtOnce as t } from "texts/people_at_once.ts";
import { localPath } from "../../locales/local_path.ts";
import type { ClassSession } from "../client/class_session.ts";
import { Button } from "../ui/Button.tsx";
import { leaveClass } from "./class_exit.ts";
import "../sessions/sessions.css";

const shownMs = 10_000;

export function JoinedAtOnce({ session, name, code = "" }: {
  session: ClassSession;
  name: string;
  code: string | undefined;
}) {
  const isShown = useSignal(true);
  const step = useSignal<"asked" | "leaving" | "failed">("asked");
  useEffect(() => {
    // A reload is no new entry.
    const url = new URL(location.href);
    url.searchParams.delete("atOnce");
    history.replaceState(history.state, "", url);
    const timer = setTimeout(() => {
      if (step.peek() === "asked") isShown.value = false;
    }, shownMs);
    return () => clearTimeout(timer);
  }, []);

  async function undo() {
    if (step.value === "leaving") return;
    step.value = "leaving";
    if (!await leaveClass(session, { undo: true })) {
      step.value = "failed";
      return;
    }
    const link = new URLSearchParams({ sessionCode: code });
    location.assign(localPath(`/join?${link}`));
  }

  return isShown.value && (
    <section class="stack held-notices" aria-label={t.place}>
      <div class="box row loose held-notice">
        <p class="grow">{t.joined({ name })}</p>
        <Button aria-disabled={step.value === "leaving"} onClick={undo}>
          {t.notYou({ name })}
        </Button>
      </div>
      <p role="alert">{step.value === "failed" && t.failed}</p>
    </section>
  );
}
