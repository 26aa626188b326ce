/** Requests between parts of a page; the part that serves one resets it. */
import { signal } from "@preact/signals";

/** The room to open in the chat panel. */
export const roomRequest = signal<string | null>(null);

/** The message to scroll to. */
export const messageRequest = signal<string | null>(null);

/** The teacher's dialog to open. */
export const dialogRequest = signal<
  "setup" | "distribute" | "broadcast" | "delete" | "class-list" | "call" | null
>(null);

/** The student whose conversation is to be shown next to the class. */
export const studentRequest = signal<string | null>(null);

/** The item to open in the Class Portal. */
export const resourceRequest = signal<string | null>(null);

/** A chat sheet is to close, since it covers the page. */
export const closeChatRequest = signal(false);
