/** **Resources** on the teacher's page of a class: what is shared, and one of it, live. */
import type { Signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { live as t } from "texts/resources_live.ts";
import { RefusedNotice } from "../../session/RefusedNotice.tsx";
import { DoneLine } from "../../sessions/live_page/DoneLine.tsx";
import { Button } from "../../ui/Button.tsx";
import { ArrowLeftIcon } from "../../ui/icons.tsx";
import type { LiveClass } from "./live_class.ts";
import { LiveResource } from "./LiveResource.tsx";
import { ShareButtons } from "./ShareButtons.tsx";
import { SharedList } from "./SharedList.tsx";
import "./ResourcesTab.css";

/** The tab. Before the page's script runs it is a heading and its room. */
export function ResourcesTab({ lesson, opened }: {
  lesson: LiveClass | null;
  /** The resource that is looked at; null: the list. */
  opened: Signal<string | null>;
}) {
  const shared = lesson?.resources.shared.value ?? [];
  const one = shared.find(({ id }) => id === opened.value);
  const section = useRef<HTMLElement>(null);
  // What one has opened is what one looks at: on a low screen the code above would leave no room for the bars.
  useEffect(() => {
    if (one) section.current?.scrollIntoView({ block: "start" });
  }, [one?.id]);
  return (
    <section
      ref={section}
      class="stack resources"
      aria-labelledby="resources-heading"
    >
      <h2 id="resources-heading" class={one && "visually-hidden"}>
        {lesson?.over ? t.headingAfter : t.heading}
      </h2>
      {lesson && (
        <>
          <RefusedNotice api={lesson.actions} />
          <DoneLine actions={lesson.actions} />
          {opened.value !== null && (
            <div>
              <Button look="small" onClick={() => opened.value = null}>
                <ArrowLeftIcon />
                {t.back}
              </Button>
            </div>
          )}
          {one
            ? <LiveResource key={one.id} lesson={lesson} shared={one} />
            : opened.value !== null
            ? <p class="box resources-empty">{t.gone}</p>
            : (
              <>
                {!lesson.over && !lesson.reads && (
                  <ShareButtons lesson={lesson} opened={opened} />
                )}
                <SharedList lesson={lesson} shared={shared} opened={opened} />
              </>
            )}
        </>
      )}
    </section>
  );
}
