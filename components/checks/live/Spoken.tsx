/** Figures that change often, for those who listen to the page: said now and then, not with every answer. */
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";

/** So often at most (ms). */
const speakEveryMs = 10_000;

/** What is read out. */
export function Spoken({ text }: { text: string }) {
  const said = useSignal("");
  const latest = useRef(text);
  latest.current = text;
  useEffect(() => {
    const timer = setInterval(() => said.value = latest.current, speakEveryMs);
    return () => clearInterval(timer);
  }, []);
  return <p class="visually-hidden" role="status">{said}</p>;
}
