/** The class that is open on this page, for the parts of a teacher's page that stand outside the chat panel. */
import { signal } from "@preact/signals";
import type { Chat } from "../chat/chat.ts";

/** Null until the page's script has opened it. */
export const currentChat = signal<Chat | null>(null);
