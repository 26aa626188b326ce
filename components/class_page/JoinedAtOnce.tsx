/** The greeting after a link that asked for no name, with **Not Dan?** for ten seconds (J-1). */
import { type Signal, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { joinedAtOnce as t } from "texts/people_at_once.ts";
import { localPath } from "../../locales/local_path.ts";
import type { ClassSession } from "../client/class_session.ts";
import { Button } from "../ui/Button.tsx";
import { leaveClass } from "./class_exit.ts";

const shownMs = 10_000;

/** @param isRead set once the offer has passed, but not under a pointer */
export function JoinedAtOnce({ session, name, atOnce = "", ...props }: {
  session: ClassSession;
  name: string;
  atOnce: string | undefined;
  greeting: string | null;
  isRead: Signal<boolean>;
}) {
  const place = useRef<HTMLElement>(null);
  const step = useSignal<"asked" | "leaving" | "failed">("asked");
  useEffect(() => {
    if (step.value === "leaving") return;
    const timer = setInterval(() => {
      const isHeld = place.current?.matches(":hover, :focus-within");
      if (!isHeld) props.isRead.value = true;
    }, shownMs);
    return () => clearInterval(timer);
  }, [step.value]);

  async function undo() {
    if (step.value === "leaving") return;
    step.value = "leaving";
    if (!await leaveClass(session, { undo: true })) {
      step.value = "failed";
      return;
    }
    const link = new URLSearchParams({ sessionCode: atOnce });
    location.assign(localPath(`/join?${link}`));
  }

  const isFailed = step.value === "failed";
  return (
    <section class="row arrival" aria-label={t.place} ref={place}>
      <div class="row grow arrival-text">
        <p class="grow">
          {!isFailed && (props.greeting ?? t.joined({ name }))}
          <span role="alert">{isFailed && t.failed}</span>
        </p>
        <Button
          look="small"
          aria-disabled={step.value === "leaving"}
          onClick={undo}
        >
          <span>{t.notYou({ name })}</span>
        </Button>
      </div>
    </section>
  );
}
