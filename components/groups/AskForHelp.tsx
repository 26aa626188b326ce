/** **Ask for help** in a group, or **Raise hand** in the main room, with a line that only staff see (B-12). */
import { useSignal, useSignalEffect } from "@preact/signals";
import { useRef } from "preact/hooks";
import { bounds } from "../../classroom/model/bounds.ts";
import { frame } from "texts/everywhere.ts";
import { groups as t } from "texts/groups.ts";
import { Button } from "../ui/Button.tsx";
import { takesFocusAttribute } from "../ui/takes_focus.ts";
import { HandIcon } from "../ui/icons.tsx";
import type { Chat } from "../chat/chat.ts";
import type { RoomChat } from "../chat/room_chat.ts";
import { useChatPanelId } from "../chat/panel_ids.ts";
import "./groups.css";

const focus = (field: HTMLInputElement | null) => field?.focus();

export function AskForHelp({ chat, room }: { chat: Chat; room: RoomChat }) {
  const id = useChatPanelId();
  const editing = useSignal(false);
  const place = useRef<HTMLDivElement>(null);
  const { isUp, note } = chat.effectiveFlag();
  const { replyingTo } = room.uiState;
  useSignalEffect(() => {
    // A reply needs the box for everyone, which the form hides.
    if (replyingTo.value !== null) editing.value = false;
  });
  const inMain = room.id === "main";
  if (!isUp) {
    return (
      <Button
        look="bare small ask-help"
        {...takesFocusAttribute}
        onClick={() => {
          editing.value = false;
          chat.askForHelp(true);
        }}
      >
        <HandIcon />
        {inMain ? t.raiseHand : t.askForHelp}
      </Button>
    );
  }
  return (
    <div
      class="cluster help-up"
      tabIndex={-1}
      ref={place}
      {...takesFocusAttribute}
    >
      <HandIcon />
      <p class="small">
        {inMain ? t.handIsUp : t.helpIsUp} {note && <q>{note}</q>}
      </p>
      <div class="cluster flush help-acts">
        {!editing.value && (
          <Button
            look="bare small"
            onClick={() => editing.value = true}
          >
            {t.addLine}
          </Button>
        )}
        <Button
          look="bare small"
          onClick={() => chat.askForHelp(false)}
        >
          {inMain ? t.lowerHand : t.noHelp}
        </Button>
      </div>
      {editing.value && (
        <form
          class="cluster help-note"
          onSubmit={(event) => {
            event.preventDefault();
            const data = new FormData(event.currentTarget as HTMLFormElement);
            chat.askForHelp(true, String(data.get("note")));
            editing.value = false;
            place.current?.focus();
          }}
        >
          <label class="small" for={id}>{t.helpLine}</label>
          <input
            id={id}
            name="note"
            ref={focus}
            class="input"
            maxLength={bounds.helpNote}
            defaultValue={note}
            autocomplete="off"
          />
          <Button type="submit" look="main small">{t.keepLine}</Button>
          <Button
            look="bare small"
            onClick={() => {
              editing.value = false;
              place.current?.focus();
            }}
          >
            {frame.cancel}
          </Button>
        </form>
      )}
    </div>
  );
}
