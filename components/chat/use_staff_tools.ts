/** The teacher's tools for groups, loaded only for teachers. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Chat } from "./chat.ts";

/** What is loaded; null until it is there. */
export function useStaffTools(chat: Chat | null) {
  type Tools = typeof import("../groups/StaffTools.tsx");
  const tools = useSignal<Tools | null>(null);
  const role = chat?.seat.role;
  useEffect(() => {
    if (role !== "teacher") return;
    import("../groups/StaffTools.tsx").then(
      (loaded) => tools.value = loaded,
      () => {}, // No network: the chat goes on without.
    );
  }, [role]);
  return tools.value;
}
