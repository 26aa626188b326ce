/** Supports browser translation of a changing page; loaded after it. */
import { useEffect } from "preact/hooks";
import { lazyPart } from "../ui/load_part.ts";

const follow = lazyPart(async () => {
  const { followTranslation } = await import("./translation.ts");
  followTranslation(document.body);
});

export function useTranslation(): void {
  useEffect(() => void follow(), []);
}
