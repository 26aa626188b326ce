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

/**
 * Which quiz or poll has its answers beside the class; null: none. Whoever assigned it elsewhere comes with it in the
 * address, as `class_places.ts` writes it.
 */
export function useAnswers(): Signal<string | null> {
  const answers = useSignal<string | null>(null);
  useEffect(() => {
    const url = new URL(location.href);
    const asked = url.searchParams.get("answers");
    if (asked === null) return;
    answers.value = asked;
    url.searchParams.delete("answers");
    history.replaceState(history.state, "", url);
  }, []);
  return answers;
}
