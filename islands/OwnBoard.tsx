/**
 * A student's drawing under **My conversations** (W-5), small until it is opened. It is loaded and drawn when it is in
 * sight, and drawn here, as drawing it can take long.
 */
import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type {
  BoardBackground,
  DrawnShape,
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
  const place = useRef<HTMLDetailsElement>(null);
  const isInSight = useSignal(false);
  const shapes = useSignal<DrawnShape[] | null>(null);
  const failure = useSignal("");
  const part = useLazyPart(
    isInSight.value,
    () => import("../components/drawings/RecordedBoard.tsx"),
  );
  async function load() {
    isInSight.value = true;
    if (shapes.value) return;
    const path = `/api/my/drawings/${id}`;
    const answer = await sendRequest<{ marks: DrawnShape[] }>("GET", path);
    failure.value = answer.ok ? "" : answer.problem.detail;
    if (answer.ok) shapes.value = answer.body.marks;
  }
  useEffect(() => {
    const observer = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      observer.disconnect();
      void load();
    }, { rootMargin: "200px" });
    observer.observe(place.current!);
    return () => observer.disconnect();
  }, []);
  return (
    <details
      ref={place}
      class="my-picture"
      onToggle={({ currentTarget }) => currentTarget.open && void load()}
    >
      <summary dir="auto">{name}</summary>
      <p class="field-error" role="alert">{failure}</p>
      {part && shapes.value
        ? (
          <part.RecordedBoard
            ground={ground}
            shapes={shapes.value}
            name={name}
          />
        )
        : <noscript>{children}</noscript>}
    </details>
  );
}
