/** Requests between parts of a page. The part that fulfils a request resets it. */
import { signal } from "@preact/signals";

export const roomRequest = signal<string | null>(null);

export const messageRequest = signal<string | null>(null);

export const dialogRequest = signal<
  "setup" | "distribute" | "broadcast" | "delete" | "class-list" | null
>(null);

export const studentRequest = signal<string | null>(null);

export const resourceRequest = signal<string | null>(null);

export const closeChatRequest = signal(false);
