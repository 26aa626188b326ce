import { useEffect, useRef } from "preact/hooks";
import type { HelpRequest } from "../../../classroom/model/groups.ts";
import { Chat } from "../../chat/chat.ts";
import { roomRequest } from "../../chat/panel_requests.ts";
import { ClassAttention } from "../../people/claims/class_attention.ts";
import type { ClassSession } from "../../client/class_session.ts";
import { readDraft, storeDraft } from "../../client/drafts.ts";

/** Number of frames to wait for the chat to open. */
const frames = 60;

const boxSelector = ".chat-panel[open] .composer textarea";

/**
 * Claims a raised hand, and opens the student's room. In the main room, which all read, starts the draft with
 * their name.
 */
export function openRaisedHand(
  session: ClassSession,
  { member, room }: Pick<HelpRequest, "member" | "room">,
): void {
  session.part(ClassAttention).claim(`hand-${member}`);
  roomRequest.value = room;
  whenThere(frames, (box) => {
    box.focus();
    const name = session.facts.nameOf(member);
    if (room !== "main" || name === undefined) return;
    const draft = readDraft(session.seat, room).trim();
    const members = Object.values(session.facts.members.peek());
    // A draft is replaced only if it is just a name.
    const isName = members.some((it) => draft === `@${it.name}`);
    if (draft !== "" && !isName) return;
    putDraft(session, `@${name} `, { shouldFocus: true });
  });
}

/** When a hand goes down, deletes a draft that consists only of its student's name. */
export function useHandDraftCleanup(session: ClassSession): void {
  const previousMembers = useRef<readonly string[]>([]);
  const raisedMembers =
    session.staff?.helpRequests.value.map(({ member }) => member) ??
      [];
  useEffect(() => {
    for (const member of previousMembers.current) {
      if (raisedMembers.includes(member)) continue;
      const name = session.facts.nameOf(member);
      if (readDraft(session.seat, "main").trim() !== `@${name}`) continue;
      putDraft(session, "", { shouldFocus: false });
    }
    previousMembers.current = raisedMembers;
  }, [raisedMembers.join()]);
}

function putDraft(
  session: ClassSession,
  draft: string,
  options: { shouldFocus: boolean },
): void {
  storeDraft(session.seat, "main", draft);
  session.part(Chat).mainRoom.uiState.changedDraft.value = options;
}

function whenThere(
  framesLeft: number,
  onFound: (box: HTMLTextAreaElement) => void,
): void {
  const findBox = () =>
    document.querySelector<HTMLTextAreaElement>(boxSelector);
  requestAnimationFrame(() => {
    // Waits one more frame, in which the requested room is rendered.
    if (roomRequest.peek() === null && findBox()) {
      requestAnimationFrame(() => {
        const box = findBox();
        if (box) onFound(box);
      });
    } else if (framesLeft > 0) whenThere(framesLeft - 1, onFound);
  });
}
