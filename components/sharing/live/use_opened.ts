/** Which resource a teacher looks at: the same one after a reload of the page. */
import { type Signal, useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { recall, remember } from "../../client/browser_memory.ts";

/** Its id; null: the list of all. */
export function useOpened(session: string): Signal<string | null> {
  const opened = useSignal<string | null>(null);
  const known = useRef(false);
  const key = `homeroom/resource/${session}`;
  useEffect(() => {
    opened.value ??= recall(key, "sessionStorage");
    known.current = true;
  }, []);
  useSignalEffect(() => {
    const { value } = opened;
    if (known.current) remember(key, value, "sessionStorage");
  });
  return opened;
}
