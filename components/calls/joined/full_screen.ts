/** A picture on the whole screen: its tile; on iPhones, where no element can be, its video in the system's player. */
import { type ReadonlySignal, useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";

/** As iPhones have it. */
interface SystemVideo extends HTMLVideoElement {
  webkitEnterFullscreen?(): void;
}

/** Whether the browser has a way to show a picture on the whole screen. */
export function canFillScreen(): boolean {
  return document.fullscreenEnabled ||
    "webkitEnterFullscreen" in HTMLVideoElement.prototype;
}

/** Whether the tile fills the screen. The browser's own Escape ends it, too. */
export function useFillsScreen(
  tile: RefObject<HTMLElement>,
): ReadonlySignal<boolean> {
  const fills = useSignal(false);
  useEffect(() => {
    const look = () => {
      fills.value = document.fullscreenElement === tile.current;
    };
    document.addEventListener("fullscreenchange", look);
    return () => document.removeEventListener("fullscreenchange", look);
  }, []);
  return fills;
}

/** Shows the tile on the whole screen, if the browser lets it. */
export function fillScreen(tile: HTMLElement, video: SystemVideo): void {
  if (document.fullscreenEnabled) tile.requestFullscreen().catch(() => {});
  else video.webkitEnterFullscreen?.();
}
