/** The moving picture of the landing page. It loads after the rest of the page. */
import { useEffect } from "preact/hooks";
import { useSignal } from "@preact/signals";
import { useLazyPart } from "../components/ui/use_lazy_part.ts";

export default function ClassMinute() {
  const isPageLoaded = useSignal(false);
  useEffect(() => {
    const onLoad = () => isPageLoaded.value = true;
    if (document.readyState === "complete") onLoad();
    else addEventListener("load", onLoad, { once: true });
    return () => removeEventListener("load", onLoad);
  }, []);
  const part = useLazyPart(
    isPageLoaded.value,
    () => import("../components/sessions/ClassMinute.tsx"),
  );
  return <div class="landing-minute">{part && <part.ClassMinute />}</div>;
}
