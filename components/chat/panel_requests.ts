/** How one part of a page asks another: the teacher's board for the chat panel, or for a dialog. */
import { signal } from "@preact/signals";

/** The room at which the chat panel is to open; it takes the wish away when it has. */
export const roomRequest = signal<string | null>(null);

/** The message that an open panel is to lead to in its room; it takes the wish away when it has. */
export const messageRequest = signal<string | null>(null);

/** The dialog of the teacher's that is to be open. */
export const dialogRequest = signal<
  "setup" | "distribute" | "broadcast" | "delete" | "class-list" | "call" | null
>(null);

/** The student whose conversation is to be open beside the class; whoever opens it takes the wish away. */
export const studentRequest = signal<string | null>(null);

/** What is to be open in the Class Portal; it takes the wish away when it is. */
export const portalRequest = signal<string | null>(null);

/** A sheet of the chat is to make way for what is behind it; it takes the wish away when it has. */
export const leaveRequest = signal(false);
