/** Told once, in a class that is held over plain http: what that means, and what to do (D-4). */
import { type Signal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { plain as t } from "texts/sessions_plain.ts";
import { recall, remember } from "../client/browser_memory.ts";
import { isLostByReload } from "../page/held_page.ts";
import { Button } from "../ui/Button.tsx";
import { Notice } from "../ui/Notice.tsx";
import type { JoinReach } from "../sessions/JoinCode.tsx";

const told = "homeroom/plain-http";

/** Whether it is to be told: students come over plain http, and this browser's teacher has not read it yet. */
export function usePlainNotice(
  link: string,
  reach: JoinReach,
): Signal<boolean> {
  const wanted = useSignal(false);
  useEffect(() => {
    // Whoever opened the page as localhost has what students at the network's address do not.
    const isPlain = link.startsWith("http:") &&
      (reach.how === "network" || isLostByReload());
    wanted.value = isPlain && recall(told) === null;
  }, []);
  return wanted;
}

export function PlainNotice({ wanted }: { wanted: Signal<boolean> }) {
  return (
    <Notice tone="plain">
      <span>{t.notice}</span>
      <Button
        onClick={() => {
          remember(told, "told");
          wanted.value = false;
        }}
      >
        {t.ok}
      </Button>
    </Notice>
  );
}
