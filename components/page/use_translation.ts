/** Supports browser translation of a changing page; loaded after it. */
import { useEffect } from "preact/hooks";
import { lazyPart } from "../ui/load_part.ts";

const watchOnce = lazyPart(async () => {
  const { watchTranslation } = await import(
    "./translation.ts"
  );
  watchTranslation(document.body);
});

export function useTranslationWatch(): void {
  useEffect(() => void watchOnce(), []);
}
