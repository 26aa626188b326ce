import type { ComponentChildren } from "preact";
import { live as t } from "texts/sharing_live.ts";
import { Button } from "../../ui/Button.tsx";
import { UndoIcon } from "../../ui/icons.tsx";
import type { LiveClass } from "./live_class.ts";

export function ResourceHeader(
  { lesson, id, title, about, state, tools, look, children }: {
    lesson: LiveClass;
    id: string;
    title: string;
    about: ComponentChildren;
    state: keyof typeof t.states;
    tools: ComponentChildren | null;
    look?: string;
    children?: ComponentChildren;
  },
) {
  return (
    <div class={look ? `card stack ${look}` : "card stack"}>
      <div class="spread">
        <div>
          <div class="cluster">
            <h3>{title}</h3>
            <span class={state === "open" ? "badge active" : "badge"}>
              {t.states[state]}
            </span>
          </div>
          <p class="small quiet">{about}</p>
        </div>
        {tools !== null && (
          <div class="actions">
            {tools}
            <Button onClick={() => lesson.actions.takeBack(id, title)}>
              <UndoIcon />
              {t.takeBack}
            </Button>
          </div>
        )}
      </div>
      {children}
    </div>
  );
}
