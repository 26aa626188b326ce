/**
 * The frame of the Class Portal: next to the assistant, or on narrow screens behind a bar. The server renders it,
 * so that nothing moves; its contents load with the first resource.
 */
import { useSignal, useSignalEffect } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useId, useLayoutEffect, useRef } from "preact/hooks";
import { portal as t } from "texts/sharing_portal.ts";
import type { ClassSession } from "../../client/class_session.ts";
import { Button } from "../../ui/Button.tsx";
import { ArrowLeftIcon, ResourcesIcon } from "../../ui/icons.tsx";
import { useLazyPart } from "../../ui/use_lazy_part.ts";
import type { ResourcePlace } from "../../resources/class/resource_place.ts";
import "../../checks/class/class.css";
import { sharedResources } from "../../../classroom/model/roots.ts";

type ResourceParts = typeof import("./ResourceParts.tsx");

/** Loads the portal's contents once a resource is shared or open; null before. */
export function useResourceParts(
  session: ClassSession | null,
  place: ResourcePlace,
): ResourceParts | null {
  const isWanted = useSignal(false);
  useSignalEffect(() => {
    if (place.open.value !== null) isWanted.value = true;
  });
  useEffect(() => {
    if (!session) return;
    const list = sharedResources(session.facts.document.doc);
    const look = () => {
      if (list.length > 0) isWanted.value = true;
    };
    look();
    list.observe(look);
    return () => list.unobserve(look);
  }, [session]);
  return useLazyPart(isWanted.value, () => import("./ResourceParts.tsx"));
}

const isOnPage = (element: Element | null) =>
  element !== globalThis.document.body && element?.checkVisibility();

export function ResourcesFrame({ session, place, parts, children }: {
  session: ClassSession | null;
  place: ResourcePlace;
  parts: ResourceParts | null;
  children: ComponentChildren;
}) {
  const id = useId();
  const open = place.open.value;
  const frame = useRef<HTMLDivElement>(null);
  const previousOpen = useRef(open);
  // A layout effect, so that it runs before the code that moves the focus to the assistant.
  useLayoutEffect(() => {
    // Closing removed the focused element: focuses the resource's card, or the button that opened the list.
    const { activeElement } = globalThis.document;
    if (previousOpen.current !== open && !open && !isOnPage(activeElement)) {
      const card = `[data-resource="${previousOpen.current}"] .button`;
      [card, ".resource-door", ".resource-back"].flatMap((selector) => [
        ...frame.current?.querySelectorAll<HTMLElement>(selector) ?? [],
      ]).find((it) => it.checkVisibility())?.focus();
    }
    previousOpen.current = open;
  }, [open]);
  const partProps = session && parts && { session, place };
  const isKnown = session?.facts.info.value.state !== undefined;
  return (
    <div class="fill resource-frame" ref={frame}>
      <div
        class="resource-grid"
        data-at={open === null ? "rest" : open === "" ? "list" : "item"}
      >
        {
          /* A group, so that the focus stays in it when its content disappears. */
        }
        <div class="resource-bar" role="group" aria-label={t.title}>
          {partProps && <parts.CurrentCheckPart {...partProps} />}
          <Button look="bare resource-door" onClick={() => place.show("")}>
            <span>{t.title}</span>
            {partProps && <parts.UnansweredCount {...partProps} />}
            <ResourcesIcon />
          </Button>
          {partProps && <parts.ResourceNewsNotice {...partProps} isInBar />}
        </div>
        <aside class="resource-side" aria-labelledby={id}>
          <div class="cluster resource-head">
            <Button look="bare resource-back" onClick={place.back}>
              <ArrowLeftIcon />
              {t.back}
            </Button>
            <h2 id={id}>{t.title}</h2>
            {partProps && <parts.UnansweredCount {...partProps} />}
          </div>
          {partProps
            ? <parts.ResourceListPart {...partProps} />
            : isKnown && !parts && <p class="quiet">{t.empty}</p>}
        </aside>
        <div class="fill resource-stage">
          <div class="resource-rest">{children}</div>
          {partProps && open && (
            <parts.OpenResourcePart key={open} {...partProps} />
          )}
        </div>
        {partProps && <parts.ResourceNewsAnnouncer {...partProps} />}
      </div>
    </div>
  );
}
