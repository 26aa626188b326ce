/** The layout primitives of `styles/layout.css`, each around parts of different sizes. */
import type { ComponentChildren } from "preact";
import { frame } from "texts/everywhere.ts";
import { CheckIcon } from "../ui/icons.tsx";
import { Piece } from "./Piece.tsx";

const gaps = ["flush", "snug", "tight", "loose", "wide"];
const lines = [
  ...["row", "row top", "row baseline", "row apart", "row end"],
  ...["cluster", "spread"],
];

export function LayoutPieces() {
  return (
    <>
      <Piece name="stack" isWide>
        <LayoutExample of="stack">{parts(3)}</LayoutExample>
        <LayoutExample of="stack start">{parts(3)}</LayoutExample>
        <LayoutExample of="stack middle">{parts(3)}</LayoutExample>
      </Piece>
      <Piece name="row, cluster, spread" isWide>
        {lines.map((look) => (
          <LayoutExample key={look} of={look}>{parts(3)}</LayoutExample>
        ))}
      </Piece>
      <Piece name="grid" isWide>
        <LayoutExample of="grid">{parts(7)}</LayoutExample>
      </Piece>
      <Piece name="media, grow" isWide>
        <LayoutExample of="media">
          <CheckIcon />
          <p>{frame.name.repeat(40)}</p>
        </LayoutExample>
        <LayoutExample of="row">
          <CheckIcon />
          <p class="grow truncate">{frame.name.repeat(40)}</p>
          {parts(1)}
        </LayoutExample>
        <LayoutExample of="brief">{frame.name.repeat(80)}</LayoutExample>
      </Piece>
      <Piece name="measure, center" isWide>
        <LayoutExample of="measure">{parts(1)}</LayoutExample>
        <LayoutExample of="center">{parts(1)}</LayoutExample>
      </Piece>
      <Piece name="gaps" isWide>
        {gaps.map((gap) => (
          <LayoutExample key={gap} of={`cluster ${gap}`}>
            {parts(3)}
          </LayoutExample>
        ))}
      </Piece>
    </>
  );
}

function LayoutExample(props: { of: string; children: ComponentChildren }) {
  return (
    <div class="stack snug">
      <code>{props.of}</code>
      <div class={props.of}>{props.children}</div>
    </div>
  );
}

function parts(count: number) {
  return Array.from(
    { length: count },
    (_, index) => (
      <div key={index} class="card">
        {Array.from(
          { length: index % 3 + 1 },
          (_, line) => <p key={line}>{frame.name}</p>,
        )}
      </div>
    ),
  );
}
