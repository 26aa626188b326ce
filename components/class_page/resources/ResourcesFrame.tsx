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
  const wanted = useSignal(false);
  useSignalEffect(() => {
    if (place.open.value !== null) wanted.value = true;
  });
  useEffect(() => {
    if (!session) return;
    const list = sharedResources(session.facts.document.doc);
    const look = () => {
      if (list.length > 0) wanted.value = true;
    };
    look();
    list.observe(look);
    return () => list.unobserve(look);
  }, [session]);
  return useLazyPart(wanted.value, () => import("./ResourceParts.tsx"));
}

const isOnPage = (it: Element | null) =>
  it !== globalThis.document.body && it?.checkVisibility();

export function ResourcesFrame({ session, place, parts, children }: {
  session: ClassSession | null;
  place: ResourcePlace;
  parts: ResourceParts | null;
  children: ComponentChildren;
}) {
  const id = useId();
  const open = place.open.value;
  const frame = useRef<HTMLDivElement>(null);
  const before = useRef(open);
  // A layout effect, so that it runs before the code that moves the focus to the assistant.
  useLayoutEffect(() => {
    // Closing removed the focused element: focuses the resource's card, or the button that opened the list.
    const { activeElement } = globalThis.document;
    if (before.current !== open && !open && !isOnPage(activeElement)) {
      const card = `[data-resource="${before.current}"] .button`;
      [card, ".resource-door", ".resource-back"].flatMap((it) => [
        ...frame.current?.querySelectorAll<HTMLElement>(it) ?? [],
      ]).find((it) => it.checkVisibility())?.focus();
    }
    before.current = open;
  }, [open]);
  const has = session && parts && { session, place };
  const known = session?.facts.info.value.state !== undefined;
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
          {has && <parts.CurrentCheckPart {...has} />}
          <Button look="bare resource-door" onClick={() => place.show("")}>
            <span>{t.title}</span>
            {has && <parts.UnansweredCount {...has} />}
            <ResourcesIcon />
          </Button>
          {has && <parts.ResourceNewsNotice {...has} inBar />}
        </div>
        <aside class="resource-side" aria-labelledby={id}>
          <div class="cluster resource-head">
            <Button look="bare resource-back" onClick={place.back}>
              <ArrowLeftIcon />
              {t.back}
            </Button>
            <h2 id={id}>{t.title}</h2>
            {has && <parts.UnansweredCount {...has} />}
          </div>
          {has
            ? <parts.ResourceListPart {...has} />
            : known && !parts && <p class="quiet">{t.empty}</p>}
        </aside>
        <div class="fill resource-stage">
          <div class="resource-rest">{children}</div>
          {has && open && <parts.OpenResourcePart key={open} {...has} />}
        </div>
        {has && <parts.ResourceNewsAnnouncer {...has} />}
      </div>
    </div>
  );
}
