/** The head of something that is shared, as its teacher has it: what it is, how it stands, and what can be done with it. */
import type { ComponentChildren } from "preact";
import { live as t } from "texts/sharing_live.ts";
import { Button } from "../../ui/Button.tsx";
import { UndoIcon } from "../../ui/icons.tsx";
import type { LiveClass } from "./live_class.ts";

export function LiveHead(
  { lesson, id, title, about, state, tools, look, children }: {
    lesson: LiveClass;
    /** Of what is shared. */
    id: string;
    title: string;
    /** Of what kind it is, and for whom. */
    about: ComponentChildren;
    state: keyof typeof t.states;
    /** The buttons before **Unshare**; null: nothing can be done with it. */
    tools: ComponentChildren | null;
    look?: string;
    /** Below them. */
    children?: ComponentChildren;
  },
) {
  return (
    <div class={look ? `card stack ${look}` : "card stack"}>
      <div class="spread">
        <div>
          <div class="row wraps">
            <h3>{title}</h3>
            <span class={state === "open" ? "badge board" : "badge"}>
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
