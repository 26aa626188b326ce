/**
 * Conversations begun from a prompt template: they open with the template's first message and have its name. The
 * instructions are read from `<s>/staff` for each answer and go only to the model.
 */
import type * as Y from "yjs";
import type { ClassDocuments } from "../model/layout.ts";
import { refusal } from "../model/refuse.ts";
import {
  findShared,
  findSharedOrTakenBack,
} from "../model/resources_layout.ts";
import {
  isSharedWithRoom,
  type SharedTemplate,
} from "../model/resources/shared_resources.ts";
import { newId } from "../model/ids.ts";
import { assistantSettings } from "../sessions/session_changes.ts";
import { makeTurn } from "../model/turns.ts";
import type { TurnMap } from "../model/conversations.ts";
import { conversationInfo, members } from "../model/roots.ts";
import { resourceSecrets } from "../model/staff_roots.ts";

/** Refuses a template that the class, or the member's group, does not have. */
export function requireTemplate(
  session: Y.Doc,
  member: string,
  id: string,
): SharedTemplate {
  const shared = findShared(session, id, "template");
  if (!shared) throw refusal("template-gone");
  const { role, room } = members(session).get(member) ?? {};
  if (role === "student" && !isSharedWithRoom(shared, room ?? null)) {
    throw refusal("template-of-others");
  }
  return shared;
}

/** The template's first message as a turn, if it has one. It has no prompt, so it cannot be repeated. */
export function openingTurn(
  { firstMessage }: SharedTemplate,
  timeMs: number,
): TurnMap[] {
  if (!firstMessage) return [];
  const text = firstMessage;
  return [
    makeTurn({
      id: newId(),
      role: "assistant",
      text,
      at: timeMs,
      state: "done",
    }),
  ];
}

export function templateName(
  docs: ClassDocuments,
  conversation: Y.Doc,
): string | undefined {
  const id = templateIdOf(conversation);
  if (id === undefined) return undefined;
  return findSharedOrTakenBack(docs, id)?.name;
}

/** The system prompt: that of the class, then the template's instructions, since models follow what they read last. */
export function systemPrompt(
  staff: Y.Doc,
  template: string | undefined,
): string {
  const { prompt } = assistantSettings(staff);
  const secret = template === undefined
    ? undefined
    : resourceSecrets(staff).get(template);
  return [prompt, secret?.instructions ?? ""].filter((it) => it !== "")
    .join("\n\n");
}

export function templateIdOf(conversation: Y.Doc): string | undefined {
  return conversationInfo(conversation).get("template") as string | undefined;
}
