/** Examples to start from: each can be looked at, and taken over as one's own. A form each, so it needs no script. */
import type { ComponentChildren } from "preact";
import { starter as t } from "texts/library_starter.ts";
import { Notice } from "../../ui/Notice.tsx";
import "../library.css";

/** An example in the list. */
interface Listed {
  readonly id: string;
  readonly name: string;
  /** What it is for, or how much of it there is. */
  readonly about: string;
  readonly content: ComponentChildren;
}

/** The list. `trouble`: why the last one was not taken over. */
export function Examples(
  { all, trouble }: { all: readonly Listed[]; trouble?: string },
) {
  return (
    <div class="stack wide">
      <p class="quiet">{t.lead}</p>
      {trouble && <Notice tone="stop">{trouble}</Notice>}
      <ul class="examples">
        {all.map(({ id, name, about, content }) => (
          <li key={id} class="card stack tight">
            <h2>{name}</h2>
            <p>{about}</p>
            <form method="post" class="actions">
              <button
                type="submit"
                class="button main"
                name="example"
                value={id}
                aria-label={t.useOf({ name })}
              >
                {t.use}
              </button>
            </form>
            <details>
              <summary aria-label={t.lookOf({ name })}>{t.look}</summary>
              <div class="example-content">{content}</div>
            </details>
          </li>
        ))}
      </ul>
    </div>
  );
}
