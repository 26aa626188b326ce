/** The moving picture of the landing page. It loads after the rest of the page, and not through its shared code. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

type Part = typeof import("../components/sessions/ClassMinute.tsx");

export default function ClassMinute() {
  const part = useSignal<Part | null>(null);
  useEffect(() => {
    const onLoad = async () => {
      try {
        part.value = await import("../components/sessions/ClassMinute.tsx");
      } catch {
        // Without a network the page does without its picture.
      }
    };
    if (document.readyState === "complete") void onLoad();
    else addEventListener("load", onLoad, { once: true });
    return () => removeEventListener("load", onLoad);
  }, []);
  return (
    <div class="landing-minute">
      {part.value && <part.value.ClassMinute />}
    </div>
  );
}
