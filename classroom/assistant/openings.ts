/**
 * Conversations that are begun from a prompt template: they open with its first message and bear its name. Its
 * instruction prompt is read in `<s>/staff` whenever an answer is given, and goes to the model and nowhere else.
 */
import type * as Y from "yjs";
import { type ClassDocuments, members } from "../model/layout.ts";
import { refusal } from "../model/refuse.ts";
import {
  findSharedOrTaken,
  secrets,
  sharedNow,
} from "../model/resources_layout.ts";
import { isFor, type SharedTemplate } from "../model/resources/shared.ts";
import { newId } from "../model/ids.ts";
import { assistantSettings } from "../sessions/session_changes.ts";
import { newTurn, type TurnMap } from "../model/turns.ts";

/** The template from which a member begins a conversation. Refused where the class, or their group, does not have it. */
export function requireTemplate(
  session: Y.Doc,
  member: string,
  id: string,
): SharedTemplate {
  const found = sharedNow(session, id, "template");
  if (!found) throw refusal("template-gone");
  const { role, room } = members(session).get(member) ?? {};
  if (role === "student" && !isFor(found, room ?? null)) {
    throw refusal("template-of-others");
  }
  return found;
}

/** The turn before the first question. It answers none, so that nobody can ask for another. */
export function openingTurn(
  { firstMessage }: SharedTemplate,
  at: number,
): TurnMap[] {
  if (!firstMessage) return [];
  const text = firstMessage;
  return [newTurn({ id: newId(), role: "assistant", text, at, state: "done" })];
}

/** The name of the template that a conversation was begun from, also of one that was taken back. */
export function templateName(
  docs: ClassDocuments,
  conversation: Y.Doc,
): string | undefined {
  const id = templateOf(conversation);
  if (id === undefined) return undefined;
  return findSharedOrTaken(docs, id)?.name;
}

/**
 * What the model is told before a conversation: first what holds for the whole class, then the template's instructions.
 * These come last because they say what this conversation is for: where the two disagree, models follow what they read
 * last, and the teacher has chosen it for this very task.
 */
export function systemText(staff: Y.Doc, template: string | undefined): string {
  const { prompt } = assistantSettings(staff);
  const secret = template === undefined
    ? undefined
    : secrets(staff).get(template);
  return [prompt, secret?.instructions ?? ""].filter((it) => it !== "")
    .join("\n\n");
}

export function templateOf(conversation: Y.Doc): string | undefined {
  return conversation.getMap("info").get("template") as string | undefined;
}
