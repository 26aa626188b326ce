/** The pictures of a call (K-1) as tiles. The chosen picture is large, or else another member's screen. */
import { type ReadonlySignal, useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { callPictures as t } from "texts/calls.ts";
import { IconButton } from "../ui/Button.tsx";
import { isEscape } from "../ui/keys.ts";
import type { Call } from "./call.ts";
import {
  EnlargeIcon,
  ExitFullScreenIcon,
  FullScreenIcon,
  ShrinkIcon,
} from "./call_icons.tsx";
import { streamForTrack } from "./call_backend.ts";
import {
  type CallPicture,
  findEnlargedPicture,
  listCallPictures,
} from "./joined/call_pictures.ts";
import type { CallConnection } from "./joined/call_connection.ts";
import { PointerActivity } from "./pointer_activity.ts";
import "./calls.css";

export function CallTiles(
  { call, voice }: { call: Call; voice: CallConnection },
) {
  /** The enlarged picture; null if all are small, undefined before the first choice. */
  const chosen = useSignal<string | null | undefined>(undefined);
  const tracks = voice.ownDevices.tracks.value?.now.value;
  const pictures = listCallPictures(
    call.callers.value,
    voice.media.value?.remoteCallers.value ?? [],
    {
      camera: streamForTrack(tracks?.camera),
      screen: streamForTrack(tracks?.screen),
    },
  );
  const large = findEnlargedPicture(pictures, chosen.value);
  const list = useRef<HTMLUListElement>(null);
  const pictureIds = pictures.map(({ id }) => id).join();
  useKeptPlace(list, `${pictureIds} ${large}`);
  return (
    <ul
      ref={list}
      class="call-tiles"
      aria-label={t.name}
      onKeyDown={(event) => {
        const { fullscreenElement } = document;
        // In a large call Escape makes the whole call small, not the picture.
        const isOver = event.currentTarget.closest(":popover-open") !== null;
        const isKept = large === null || isOver;
        if (!isEscape(event) || !fullscreenElement && isKept) return;
        event.stopPropagation();
        event.preventDefault();
        if (fullscreenElement) void document.exitFullscreen();
        else chosen.value = null;
      }}
    >
      {pictures.map((picture) => (
        <Tile
          key={picture.id}
          picture={picture}
          isLarge={picture.id === large}
          onPress={() => {
            chosen.value = picture.id === large ? null : picture.id;
          }}
        />
      ))}
    </ul>
  );
}

function Tile({ picture, isLarge, onPress }: {
  picture: CallPicture;
  isLarge: boolean;
  onPress: () => void;
}) {
  const { kind, isMe, stream } = picture;
  const label = wordsOf(picture);
  const tile = useRef<HTMLLIElement>(null);
  const video = useRef<HTMLVideoElement>(null);
  const isFull = useFillsScreen(tile).value;
  useEffect(() => {
    video.current!.srcObject = stream;
  }, [stream]);
  return (
    <li ref={tile} class="call-tile" data-large={isLarge} data-of={kind}>
      {/* Showing the own screen in the page would show the page inside itself, without end. */}
      {isMe && kind === "screen"
        ? <p class="call-shared">{t.sharing}</p>
        : null}
      <video
        ref={video}
        autoplay
        muted
        playsInline
        hidden={isMe && kind === "screen"}
        data-own={isMe && kind === "camera"}
        aria-label={label}
      />
      <span class="call-tile-name small" aria-hidden="true">{label}</span>
      {!(isMe && kind === "screen") && (
        <IconButton
          label={isLarge
            ? t.shrink({ what: label })
            : t.enlarge({ what: label })}
          Icon={isLarge ? ShrinkIcon : EnlargeIcon}
          look="call-tile-size"
          onClick={onPress}
        />
      )}
      {(isLarge || isFull) && canFillScreen() && (
        <IconButton
          label={isFull ? t.leaveFull : t.full({ what: label })}
          Icon={isFull ? ExitFullScreenIcon : FullScreenIcon}
          look="call-tile-full"
          onClick={() =>
            isFull
              ? document.exitFullscreen()
              : fillScreen(tile.current!, video.current!)}
        />
      )}
    </li>
  );
}

function wordsOf({ kind, isMe, name }: CallPicture): string {
  if (kind === "screen") return isMe ? t.ownScreen : t.screen({ name });
  return isMe ? t.ownCamera({ name }) : t.camera({ name });
}

// On iPhones, only a video can fill the screen, in the system's player.

interface SystemVideo extends HTMLVideoElement {
  webkitEnterFullscreen?(): void;
}

function canFillScreen(): boolean {
  return document.fullscreenEnabled ||
    "webkitEnterFullscreen" in HTMLVideoElement.prototype;
}

function useFillsScreen(
  tile: RefObject<HTMLElement>,
): ReadonlySignal<boolean> {
  const fillsScreen = useSignal(false);
  useEffect(() => {
    const look = () => {
      fillsScreen.value = document.fullscreenElement === tile.current;
    };
    document.addEventListener("fullscreenchange", look);
    return () => document.removeEventListener("fullscreenchange", look);
  }, []);
  return fillsScreen;
}

function fillScreen(tile: HTMLElement, video: SystemVideo): void {
  if (document.fullscreenEnabled) tile.requestFullscreen().catch(() => {});
  else video.webkitEnterFullscreen?.();
}

/**
 * Lets the element shrink only once the pointer rests, so that nothing moves up just before a press.
 *
 * @param heightKey changes whenever the height may change
 */
function useKeptPlace(
  place: RefObject<HTMLElement>,
  heightKey: string,
): void {
  const height = useRef(0);
  const pointer = useRef<PointerActivity | null>(null);
  useEffect(() => {
    const bar = place.current?.closest("section");
    const activity = pointer.current = new PointerActivity((target) =>
      !bar?.contains(target)
    );
    return () => activity.stop();
  }, []);
  useLayoutEffect(() => {
    const { style } = place.current!;
    const isBusy = () => pointer.current?.isPressLikely === true;
    const take = () => {
      style.minBlockSize = "";
      return place.current!.getBoundingClientRect().height;
    };
    const now = take();
    if (now >= height.current || !isBusy()) {
      height.current = now;
      return;
    }
    style.minBlockSize = `${height.current}px`;
    const timer = setInterval(() => {
      if (isBusy()) return;
      clearInterval(timer);
      height.current = take();
    }, 250);
    return () => clearInterval(timer);
  }, [heightKey]);
}
