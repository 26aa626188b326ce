/** **Ask** on the desk (N-5). Its box is loaded after the page, so that it also works without a network. */
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { ask as t } from "texts/checks_ask.ts";
import { share } from "texts/sharing_live.ts";
import { Button } from "../../ui/Button.tsx";
import { PollIcon } from "../../ui/later_icons.tsx";
import { useLazyPart } from "../../ui/use_lazy_part.ts";
import { askBoxId } from "./ask_box.ts";
import "../../ui/popovers/popovers.ts";
import "./ask.css";

/** The box is loaded this long after the page (ms). */
const loadAfterMs = 1_500;

export function AskQuestionButton({ session, students, isDisabled, onAsked }: {
  session: string;
  students: number;
  isDisabled: boolean;
  onAsked: (check: string) => void;
}) {
  const box = useRef<HTMLDivElement>(null);
  /** Number of students when the box was opened: hints must not change while it is filled in. */
  const atOpening = useRef<number | null>(null);
  const isWanted = useSignal(false);
  const part = useLazyPart(
    isWanted.value,
    () => import("./AskQuestionBox.tsx"),
  );
  useEffect(() => {
    const timer = setTimeout(() => isWanted.value = true, loadAfterMs);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div class="ask-place">
      <Button
        look="ask-button"
        popoverTarget={askBoxId}
        disabled={isDisabled}
        title={t.hint}
        onPointerEnter={() => isWanted.value = true}
      >
        <PollIcon />
        <span class="ask-word">{t.name}</span>
      </Button>
      <div
        id={askBoxId}
        ref={box}
        popover="auto"
        class="popover ask-box"
        role="dialog"
        aria-label={t.title}
        onToggle={({ newState }) => {
          atOpening.current = newState === "open" ? students : null;
          isWanted.value = true;
        }}
      >
        {part
          ? (
            <part.AskQuestionBox
              session={session}
              students={students}
              atOpening={atOpening.current ?? students}
              isDisabled={isDisabled}
              onAsked={(check) => {
                box.current?.hidePopover();
                onAsked(check);
              }}
            />
          )
          : <p class="quiet" role="status">{share.loading}</p>}
      </div>
    </div>
  );
}
