/** Online or hand raised, in the same place and size, so that nothing moves. Decoration: it is also in words. */
import { HandIcon } from "../ui/icons.tsx";
import "./groups.css";

export function HandMark({ online, isUp }: {
  online: boolean;
  isUp: boolean;
}) {
  return (
    <span
      class="hand-mark"
      data-up={isUp}
      data-online={online}
      aria-hidden="true"
    >
      {isUp ? <HandIcon /> : <span class={online ? "dot on" : "dot"} />}
    </span>
  );
}
