import { type Signal, useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { readStored, writeStored } from "../../client/browser_storage.ts";

/** The open resource's id, which stays over a reload; null: the list. */
export function useOpenResource(session: string): Signal<string | null> {
  const opened = useSignal<string | null>(null);
  const isRestored = useRef(false);
  const key = `homeroom/resource/${session}`;
  useEffect(() => {
    opened.value ??= readStored(key, "sessionStorage");
    isRestored.current = true;
  }, []);
  useSignalEffect(() => {
    const { value } = opened;
    if (isRestored.current) writeStored(key, value, "sessionStorage");
  });
  return opened;
}

/** The id of the check whose answers are open; null: none. Set first by a link of `class_urls.ts`. */
export function useOpenAnswers(): Signal<string | null> {
  const answers = useSignal<string | null>(null);
  useEffect(() => {
    const url = new URL(location.href);
    const check = url.searchParams.get("answers");
    if (check === null) return;
    answers.value = check;
    url.searchParams.delete("answers");
    history.replaceState(history.state, "", url);
  }, []);
  return answers;
}
