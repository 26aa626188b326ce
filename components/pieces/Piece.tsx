import type { ComponentChildren } from "preact";

export function Piece({ of, wide, children }: {
  of: string;
  wide?: boolean;
  children: ComponentChildren;
}) {
  return (
    <section class="piece" data-piece={of}>
      <h2>
        <code>{of}</code>
      </h2>
      <div class={wide ? "piece-states wide" : "piece-states"}>{children}</div>
    </section>
  );
}
