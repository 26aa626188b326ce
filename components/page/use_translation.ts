/** Supports translation by the browser while the page changes. Loaded after the page. */
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
