/** What each student wrote last in the rooms open on this page, for their tile (M-1). */
import { type ReadonlySignal, useComputed, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Message } from "../../../classroom/model/messages.ts";
import { makePreview } from "../../../classroom/model/previews.ts";
import { Chat } from "../../chat/chat.ts";
import type { ClassSession } from "../../client/class_session.ts";

export interface LastMessage {
  /** One plain line. */
  readonly text: string;
  readonly at: number;
}

const maxLength = 280;

export function useLastMessages(
  session: ClassSession | null,
): ReadonlySignal<ReadonlyMap<string, LastMessage>> {
  const opened = useSignal(session);
  useEffect(() => void (opened.value = session), [session]);
  return useComputed(() => {
    const of = opened.value;
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
    [...last].map(([person, { text, at }]) => [person, {
      text: makePreview(text, maxLength),
      at,
    }]),
  );
}
