import type { ComponentChildren } from "preact";

export function Piece({ name, isWide, children }: {
  name: string;
  isWide?: boolean;
  children: ComponentChildren;
}) {
  return (
    <section class="piece" data-piece={name}>
      <h2>
        <code>{name}</code>
      </h2>
      <div class={isWide ? "piece-states wide" : "piece-states"}>
        {children}
      </div>
    </section>
  );
}
