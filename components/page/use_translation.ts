/** Pages that change, and that the browser may translate. What follows its translators is loaded after the page. */
import { useEffect } from "preact/hooks";
import { lazyPart } from "../ui/load_part.ts";

const follow = lazyPart(async () => {
  const { followTranslation } = await import("./translation.ts");
  followTranslation(document.body);
});

/** From now on the page follows the translators of the browser. */
export function useTranslation(): void {
  useEffect(() => void follow(), []);
}
