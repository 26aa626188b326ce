/** The one line over a class that runs: what it is, how it stands, its code, and what a teacher does most. */
import type { ComponentChildren } from "preact";
import "./desk.css";

/** The line; its children are what one does, the chat's button among them. */
export function DeskBar({ title, of, state, children }: {
  title: string;
  /** Whose class it is, where it is a colleague's. */
  of?: string;
  state: ComponentChildren;
  children: ComponentChildren;
}) {
  return (
    <header class="desk-bar">
      <div class="desk-title">
        <h1 title={title}>{title}</h1>
        {of && <p class="quiet small">{of}</p>}
      </div>
      {state}
      <div class="desk-acts">{children}</div>
    </header>
  );
}
