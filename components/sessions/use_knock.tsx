/** A knock reaches the teacher wherever they are (J-2): a notice that leads to the answer, and a mark in the tab's title. */
import { useEffect } from "preact/hooks";
import { session as t } from "../../locales/en/sessions/live_page.ts";
import type { Chat } from "../chat/chat.ts";
import { DoorIcon } from "../ui/icons.tsx";
import "./Knock.css";

const mark = /^\(\d+\) /;

/** The notice, and null while nobody knocks. */
export function useKnock(chat: Chat | null) {
  const waiting = Object.values(chat?.staff?.waiting.value ?? {});
  const count = waiting.length;
  useEffect(() => {
    const { document } = globalThis;
    const plain = document.title.replace(mark, "");
    document.title = count > 0 ? `(${count}) ${plain}` : plain;
  }, [count]);
  if (!chat || count === 0) return null;
  const first = waiting.toSorted((a, b) => a.at - b.at)[0];
  const known = first.kind === "new"
    ? undefined
    : chat.members.value[first.member];
  const { session } = chat.seat;
  return (
    <div class="knock" role="status">
      <DoorIcon />
      <span>
        {count === 1 ? t.knock(known?.name ?? first.name) : t.knocks(count)}
      </span>
      <a class="button small" href={`/teacher/sessions/${session}#requests`}>
        {t.answer}
      </a>
    </div>
  );
}
