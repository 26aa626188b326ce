/**
 * A hand if it is raised, else a dot for online or offline; both have the same size. Decorative, since words say it
 * too.
 */
import { HandIcon } from "../ui/icons.tsx";
import "./groups.css";

export function PresenceIcon({ isOnline, isUp }: {
  isOnline: boolean;
  isUp: boolean;
}) {
  return (
    <span
      class="hand-mark"
      data-up={isUp}
      data-online={isOnline}
      aria-hidden="true"
    >
      {isUp ? <HandIcon /> : <span class={isOnline ? "dot on" : "dot"} />}
    </span>
  );
}
