/**
 * A student's drawing under **My conversations** (W-5). It is loaded and drawn when it is opened, and drawn here, as
 * drawing it can take long.
 */
import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import type {
  BoardBackground,
  DrawingMark,
} from "../classroom/model/drawing.ts";
import { sendRequest } from "../components/client/send_request.ts";
import { useLazyPart } from "../components/ui/use_lazy_part.ts";

export default function OwnBoard({ id, name, ground, children }: {
  id: string;
  name: string;
  ground: BoardBackground;
  /** The picture in words, for browsers without a script. */
  children: ComponentChildren;
}) {
  const isOpen = useSignal(false);
  const marks = useSignal<DrawingMark[] | null>(null);
  const failure = useSignal("");
  const part = useLazyPart(
    isOpen.value,
    () => import("../components/drawings/RecordedBoard.tsx"),
  );
  async function open() {
    isOpen.value = true;
    if (marks.value) return;
    const path = `/api/my/drawings/${id}`;
    const answer = await sendRequest<{ marks: DrawingMark[] }>("GET", path);
    failure.value = answer.ok ? "" : answer.problem.detail;
    if (answer.ok) marks.value = answer.body.marks;
  }
  return (
    <details
      class="my-page"
      onToggle={({ currentTarget }) => currentTarget.open && void open()}
    >
      <summary dir="auto">{name}</summary>
      <p class="field-error" role="alert">{failure}</p>
      {part && marks.value
        ? (
          <part.RecordedBoard
            ground={ground}
            marks={marks.value}
            name={name}
          />
        )
        : <noscript>{children}</noscript>}
    </details>
  );
}
