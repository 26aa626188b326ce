/** The teacher's moderation: pausing the chat, blocked words and held messages (C-11). */
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { HeldMessage } from "../../classroom/model/messages.ts";
import { chat as chatText } from "texts/chat.ts";
import { groups } from "texts/groups.ts";
import { groupsDesk } from "texts/groups_desk.ts";
import { moderation as t } from "texts/chat_moderation.ts";
import { Button } from "../ui/Button.tsx";
import { Modal } from "../ui/Modal.tsx";
import { Markdown } from "../markdown/Markdown.tsx";
import { BlockedIcon, ShuffleIcon } from "../page/desk_icons.tsx";
import { ClockIcon, PauseIcon } from "../ui/icons.tsx";
import { SettingsIcon } from "../ui/later_icons.tsx";
import { formatList } from "../../formats/format_list.ts";
import { BlockedWordsForm } from "./BlockedWordsForm.tsx";
import type { ClassSession } from "../client/class_session.ts";
import { readMessageText } from "./chat_entries.ts";
import { useChatPanelId } from "./panel_ids.ts";
import { dialogRequest } from "./panel_requests.ts";
import "../ui/popovers/popovers.ts";
import "./chat.css";

export function ModerationMenu({ session }: { session: ClassSession }) {
  const id = useChatPanelId();
  const isDialogOpen = useSignal(false);
  const isPaused = session.facts.info.value.chatPaused === true;
  return (
    <>
      <Button
        look="bare small chat-tool moderation-menu"
        aria-label={t.menu}
        popoverTarget={id}
      >
        <SettingsIcon />
        <span>{t.menuWord}</span>
      </Button>
      <div id={id} popover="auto" class="popover popover-list moderation-list">
        <Button
          look="bare"
          role="switch"
          aria-checked={isPaused}
          onClick={() => session.api.act("PATCH /", { chatPaused: !isPaused })}
        >
          <PauseIcon />
          {t.pause}
          <span class="moderation-switch" />
        </Button>
        <Button
          look="bare"
          popoverTarget={id}
          popoverTargetAction="hide"
          onClick={() => isDialogOpen.value = true}
        >
          <BlockedIcon />
          {t.words}
        </Button>
        <Button
          look="bare"
          popoverTarget={id}
          popoverTargetAction="hide"
          onClick={() => dialogRequest.value = "distribute"}
        >
          <ShuffleIcon />
          {groupsDesk.distribute}
        </Button>
      </div>
      {isDialogOpen.value && (
        <Modal
          title={t.words}
          onClose={() => isDialogOpen.value = false}
        >
          <BlockedWordsForm
            id="panel-blocked-words"
            words={session.staff?.blockedWords.peek() ?? []}
            onSave={async (blockedWords) =>
              await session.api.act("PATCH /", { blockedWords }) !==
                null}
          />
        </Modal>
      )}
    </>
  );
}

export function HeldMessages({ session }: { session: ClassSession }) {
  const heldMessages = session.staff?.heldMessages.value ?? [];
  const heading = useRef<HTMLHeadingElement>(null);
  const hasDecided = useRef(false);
  // After a decision its buttons are gone, so the heading takes the focus.
  useEffect(() => {
    if (!hasDecided.current) return;
    hasDecided.current = false;
    heading.current?.focus();
  }, [heldMessages.length]);
  const id = useChatPanelId();
  const { length } = heldMessages;
  return (
    <div class="held-place" role="status">
      {length > 0 && (
        <section class="scroll held" aria-labelledby={id}>
          <h3 id={id} class="row" ref={heading} tabIndex={-1}>
            <ClockIcon />
            {chatText.heldCount({ count: length })}
          </h3>
          <ul>
            {heldMessages.map(([id, heldMessage]) => (
              <HeldItem
                key={id}
                heldMessage={heldMessage}
                session={session}
                onDecide={async (isAllowed) => {
                  hasDecided.current = true;
                  await session.api.act("POST /held/:id", {
                    id,
                    allow: isAllowed,
                  });
                }}
              />
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}

function HeldItem(
  { heldMessage, session, onDecide }: {
    heldMessage: HeldMessage;
    session: ClassSession;
    onDecide: (isAllowed: boolean) => void;
  },
) {
  const { message, room, words, edits } = heldMessage;
  const name = session.facts.nameOf(message.from) ?? chatText.someone;
  const where = session.facts.rooms.value[room]?.name ?? groups.main;
  return (
    <li>
      <p>
        <strong>{t.in({ name, room: where })}</strong>{" "}
        {edits && <span class="badge">{t.edit}</span>}
      </p>
      {edits && (
        <p class="held-words quiet">
          <s>{edits.before}</s>
        </p>
      )}
      <div class="held-words">
        <Markdown text={readMessageText(message)} />
      </div>
      <p class="quiet small">{t.blocked({ words: formatList(words) })}</p>
      <HeldActions {...{ name, onDecide }} />
    </li>
  );
}

/** The buttons for a held message, in the list and on the student's tile. */
export function HeldActions({ name, onDecide }: {
  name: string;
  onDecide: (isAllowed: boolean) => void;
}) {
  return (
    <div class="actions">
      <Button
        look="small main"
        aria-label={t.allowOf({ name })}
        onClick={() => onDecide(true)}
      >
        {t.allow}
      </Button>
      <Button
        look="small"
        aria-label={t.rejectOf({ name })}
        onClick={() => onDecide(false)}
      >
        {t.reject}
      </Button>
    </div>
  );
}
