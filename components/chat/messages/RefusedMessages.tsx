/** Refused messages and changes (C-3, C-10). */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { CommandOf } from "../../../classroom/commands.ts";
import { chat as t } from "texts/chat.ts";
import { groups } from "texts/groups.ts";
import type {
  OutgoingCommand,
  RefusedCommand,
} from "../../../sync/client/outbox.ts";
import { Interpolate } from "../../ui/Interpolate.tsx";
import { Button } from "../../ui/Button.tsx";
import { CopyButton } from "../../ui/CopyButton.tsx";
import { AlertIcon, ChevronDownIcon, ClockIcon } from "../../ui/icons.tsx";
import { MessageState, UnsentMessageContent } from "./PendingMessage.tsx";
import type { RoomChat } from "../room_chat.ts";
import { retryOptions, waitsForTeacher } from "../retry_options.ts";
import { describeReceipt } from "../../client/describe_receipt.ts";
import { describeMessageRefusal } from "../message_refusal.ts";

/** Shows refused messages. Several are folded into a line, so that others' messages stay in sight. */
export function RefusedMessages({ room }: { room: RoomChat }) {
  const isOpen = useSignal(false);
  const refusedMessages = room.refusedMessages.value;
  const [waiting, notSent] = [true, false].map((waits) =>
    refusedMessages.filter(({ refused }) => waitsForTeacher(refused) === waits)
  );
  const isLine = notSent.length > 1;
  useEffect(() => {
    if (!isLine) isOpen.value = false;
  }, [isLine, notSent.length === 0]);
  const items = (messages: typeof refusedMessages) =>
    messages.map((message) => (
      <RefusedItem
        key={message.id}
        refused={message}
        room={room}
        isAlone={!isLine}
        // Opens the list while the focus is in the only item, so that a second refusal does not fold it.
        onFocused={(hasFocus) => isLine || (isOpen.value = hasFocus)}
      />
    ));
  return (
    <>
      {isLine && (
        <li class="message-refusals">
          <p role="alert" class="visually-hidden">
            {t.notSentCount({ count: notSent.length })}
          </p>
          <Button
            look="small bare"
            aria-expanded={isOpen.value}
            onClick={() => isOpen.value = !isOpen.value}
          >
            <AlertIcon />
            {t.notSentCount({ count: notSent.length })}
            <ChevronDownIcon />
          </Button>
        </li>
      )}
      {(!isLine || isOpen.value) && items(notSent)}
      {items(waiting)}
    </>
  );
}

/** @param isAlone whether no line announces the refusals, so that this item does */
function RefusedItem(
  props: {
    refused: RefusedCommand<CommandOf<"say">>;
    room: RoomChat;
    isAlone: boolean;
    onFocused: (hasFocus: boolean) => void;
  },
) {
  const { id, refused, command } = props.refused;
  const { rooms, session: { facts, outbox } } = props.room;
  const nameOf = (room: string) => facts.rooms.value[room]?.name ?? "";
  const room = command?.room ?? "main";
  const { to, isRoomGone, hasPassed } = retryOptions({
    refused,
    room,
    groups: facts.breakouts.value.open
      ? rooms.groupRooms.value.map(({ id }) => id)
      : [],
  });
  const reasons = hasPassed ? groups.noWayInThen : groups.noWayIn;
  const discardActions = (
    <>
      <Button look="small" onClick={() => outbox.discard(id)}>
        {t.discard}
      </Button>
      {command && (
        <CopyButton look="small bare" text={command.text} label={t.copy} />
      )}
    </>
  );
  if (command && waitsForTeacher(refused)) {
    const reason = refused === "held" ? t.held : t.whenItGoesOn;
    return (
      <li class="message" data-mine="true" data-state="pending">
        <div class="bubble">
          <UnsentMessageContent command={command} room={props.room} />
          <MessageState icon={<ClockIcon />} says={reason} />
        </div>
        <p class="quiet small" role="status">{reason}</p>
        {refused !== "held" && <div class="actions">{discardActions}</div>}
      </li>
    );
  }
  return (
    <li
      class="message"
      data-mine="true"
      data-state="refused"
      onFocusIn={() => props.onFocused(true)}
      onFocusOut={() => props.onFocused(false)}
    >
      <div class="bubble">
        {command
          ? <UnsentMessageContent command={command} room={props.room} />
          : <p class="quiet">{t.lost}</p>}
      </div>
      <p class="message-why" role={props.isAlone ? "alert" : undefined}>
        <AlertIcon />
        {isRoomGone && nameOf(room)
          ? groups.notSentTo({
            name: nameOf(room),
            why: reasons[refused as keyof typeof reasons],
          })
          : t.notSent({
            why: refusalText(props.refused),
          })}
      </p>
      <div class="actions">
        {command && to && (
          <Button
            look="small"
            onClick={() => props.room.sendAgain(id, to)}
          >
            {to === room ? t.tryAgain : groups.sendTo({ name: nameOf(to) })}
          </Button>
        )}
        {command && isRoomGone && (
          <Button
            look="small"
            onClick={() => props.room.sendAgain(id, "main")}
          >
            {groups.sendToMain}
          </Button>
        )}
        {discardActions}
      </div>
    </li>
  );
}

function refusalText(refused: RefusedCommand<OutgoingCommand>): string {
  return describeReceipt(refused) ?? describeMessageRefusal(refused.refused);
}

export function RefusedChangeNotice(
  { message, room }: { message: string; room: RoomChat },
) {
  const refused = room.refusedChanges.value.get(message);
  if (!refused) return null;
  const { outbox } = room.session;
  const { id, command } = refused;
  const words = command?.kind === "edit" && <q>{command.text}</q>;
  if (refused.refused === "held") {
    return (
      <p class="message-held quiet small" role="status">
        <ClockIcon />
        <span>
          <Interpolate say={(it) => t.changeHeld({ words: it })}>
            {words}
          </Interpolate>
        </span>
      </p>
    );
  }
  const reason = refusalText(refused);
  return (
    <>
      <p class="message-why" role="alert">
        <AlertIcon />
        <span>{t.notChanged({ why: reason })} {words}</span>
      </p>
      <div class="actions">
        <Button look="small" onClick={() => room.sendAgain(id, room.id)}>
          {t.tryAgain}
        </Button>
        <Button look="small" onClick={() => outbox.discard(id)}>
          {t.discard}
        </Button>
      </div>
    </>
  );
}
