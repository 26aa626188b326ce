/** Whether somebody is online or has a hand up, in one place of one size: a hand that comes moves nothing. */
import { HandIcon } from "../ui/icons.tsx";
import "./groups.css";

/** The mark; decoration, as what it says stands in words with it. */
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
