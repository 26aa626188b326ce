/** What each student wrote last in the rooms open on this page, for their tile (M-1). */
import type { ReadonlySignal } from "@preact/signals";
import type { Message } from "../../../classroom/model/messages.ts";
import { makePreview } from "../../../classroom/model/previews.ts";
import { Chat } from "../../chat/chat.ts";
import type { ClassSession } from "../../client/class_session.ts";
import { useComputedFromSession } from "../../client/use_class_session.ts";

export interface LastMessage {
  /** One plain line. */
  readonly text: string;
  readonly at: number;
}

const maxLength = 280;

/** The same object for the same message, so that only the tile of its author is rendered. */
const previews = new WeakMap<Message, LastMessage>();

export function useLastMessages(
  session: ClassSession | null,
): ReadonlySignal<ReadonlyMap<string, LastMessage>> {
  return useComputedFromSession(session, (of) => {
    if (!of) return new Map();
    const { mainRoom, groupRooms } = of.part(Chat);
    return lastMessages(
      [mainRoom, ...groupRooms.value].map(({ messages }) => messages.value),
      (member) => of.facts.personOf(member),
    );
  });
}

/**
 * @param rooms the messages of each room, in order
 * @param personOf the student of a member's id
 */
export function lastMessages(
  rooms: readonly (readonly Message[])[],
  personOf: (member: string) => string,
): ReadonlyMap<string, LastMessage> {
  const last = new Map<string, Message & { kind: "text" }>();
  for (const messages of rooms) {
    for (const message of messages) {
      if (message.kind !== "text") continue;
      const person = personOf(message.from);
      const known = last.get(person);
      if (!known || known.at <= message.at) last.set(person, message);
    }
  }
  return new Map(
    [...last].map(([person, message]) => [person, previewed(message)]),
  );
}

function previewed(message: Message & { kind: "text" }): LastMessage {
  const known = previews.get(message);
  if (known) return known;
  const { text, at } = message;
  const preview = { text: makePreview(text, maxLength), at };
  previews.set(message, preview);
  return preview;
}
