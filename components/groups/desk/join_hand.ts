/** Goes to whoever has a hand up: their room is in the chat, and the focus where one writes to them. */
import { useEffect, useRef } from "preact/hooks";
import type { Help } from "../../../classroom/model/groups.ts";
import { Chat } from "../../chat/chat.ts";
import { roomRequest } from "../../chat/panel_requests.ts";
import { ClassSignalClaims } from "../../monitoring/taking/taking.ts";
import type { ClassSession } from "../../client/class_session.ts";
import { keepDraft, readDraft } from "../../client/drafts.ts";

/** The chat may have to be opened first: so many frames it is waited for. */
const frames = 60;

const box = ".chat-panel[open] .composer textarea";

/** Takes the hand, and goes; in the main room, where all are, what one writes begins with their name. */
export function joinHand(
  session: ClassSession,
  { member, room }: Pick<Help, "member" | "room">,
): void {
  session.part(ClassSignalClaims).take(`hand-${member}`);
  roomRequest.value = room;
  whenThere(frames, (box) => {
    box.focus();
    const name = session.facts.nameOf(member);
    if (room !== "main" || name === undefined) return;
    const draft = readDraft(session.seat, room).trim();
    const names = Object.values(session.facts.members.peek());
    // Whoever is in the middle of a sentence keeps it; a name alone is none.
    const isName = names.some((it) => draft === `@${it.name}`);
    if (draft !== "" && !isName) return;
    putDraft(session, `@${name} `, { focus: true });
  });
}

/** When a hand goes down, a draft that is no more than its name goes too: it was meant for them alone. */
export function useLoweredHands(session: ClassSession): void {
  const before = useRef<readonly string[]>([]);
  const up = session.staff?.help.value.map(({ member }) => member) ?? [];
  useEffect(() => {
    for (const member of before.current) {
      if (up.includes(member)) continue;
      const name = session.facts.nameOf(member);
      if (readDraft(session.seat, "main").trim() !== `@${name}`) continue;
      putDraft(session, "", { focus: false });
    }
    before.current = up;
  }, [up.join()]);
}

/** Puts a draft into the box of the main room, perhaps for one to go on with. */
function putDraft(
  session: ClassSession,
  draft: string,
  put: { focus: boolean },
): void {
  keepDraft(session.seat, "main", draft);
  session.part(Chat).main.doing.draftPut.value = put;
}

function whenThere(
  left: number,
  then: (box: HTMLTextAreaElement) => void,
): void {
  const found = () => document.querySelector<HTMLTextAreaElement>(box);
  requestAnimationFrame(() => {
    // A frame more, in which the room that is wanted has come.
    if (roomRequest.peek() === null && found()) {
      requestAnimationFrame(() => {
        const there = found();
        if (there) then(there);
      });
    } else if (left > 0) whenThere(left - 1, then);
  });
}
