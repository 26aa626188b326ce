import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { review as t } from "texts/review.ts";
import { arrowStep } from "../ui/keys.ts";
import { addDeskPartToHistory, type DeskPart } from "../page/desk_part.ts";
import "./desk.css";

export function DeskPartTabs({ parts, tools, apart }: {
  parts: Partial<Record<DeskPart, () => ComponentChildren>>;
  /** Tools that are shown in the row of tabs, by part. */
  tools?: Partial<Record<DeskPart, () => ComponentChildren>>;
  apart?: DeskPart;
}) {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const allParts = Object.keys(parts) as DeskPart[];
  const tabs = allParts.filter((part) => part !== apart);
  const openPart = useSignal<DeskPart>(allParts[0]);
  useEffect(() => {
    // The hash also changes by a link, by Back, and by hand.
    const follow = () => {
      const part = location.hash.slice(1) as DeskPart;
      if (location.hash === "") openPart.value = allParts[0];
      else if (allParts.includes(part)) openPart.value = part;
    };
    follow();
    // Keeps the part when the language is changed, since the server does not see the hash.
    const keepPart = ({ target }: Event) => {
      const form = target as HTMLFormElement;
      if (form.matches('[action^="/language"]')) {
        form.action = `/language${location.hash}`;
      }
    };
    addEventListener("hashchange", follow);
    addEventListener("submit", keepPart);
    return () => {
      removeEventListener("hashchange", follow);
      removeEventListener("submit", keepPart);
    };
  }, []);
  const show = (part: DeskPart) => {
    if (part === openPart.value) return;
    openPart.value = part;
    addDeskPartToHistory(part);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = arrowStep(event);
    if (!step) return;
    event.preventDefault();
    const next = (tabs.indexOf(openPart.value) + step + tabs.length) %
      tabs.length;
    show(tabs[next]);
    (list.current?.children[next] as HTMLElement | undefined)?.focus();
  };
  return (
    <div class="stack tabs-place">
      <div class="spread tabs-row">
        <div
          ref={list}
          class="row snug scroll tabs"
          role="tablist"
          aria-label={t.tabs.label}
          onKeyDown={onKeyDown}
        >
          {tabs.map((part) => (
            <button
              key={part}
              type="button"
              role="tab"
              id={`${id}-${part}`}
              aria-selected={part === openPart.value}
              aria-controls={`${id}-panel`}
              tabIndex={part ===
                  (tabs.includes(openPart.value) ? openPart.value : tabs[0])
                ? 0
                : -1}
              onClick={() => show(part)}
            >
              {t.tabs[part]}
            </button>
          ))}
        </div>
        {tools?.[openPart.value]?.()}
      </div>
      <div
        role="tabpanel"
        id={`${id}-panel`}
        aria-labelledby={openPart.value === apart
          ? undefined
          : `${id}-${openPart.value}`}
        aria-label={openPart.value === apart ? t.tabs[apart] : undefined}
      >
        {parts[openPart.value]?.()}
      </div>
    </div>
  );
}
