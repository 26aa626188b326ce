/** The slim line above the messages that tells the state of the connection, and nothing when all is well. */
import { chat as t } from "texts/chat.ts";
import { withoutNetwork } from "../../page/held_page.ts";
import { Button } from "../../ui/Button.tsx";
import { OfflineIcon, WarningIcon } from "../../ui/icons.tsx";
import { useConnecting } from "../../session/status.ts";
import { signInHere } from "../../accounts/sign_in.ts";
import type { RoomChat } from "../room.ts";
import type { Status } from "../../../sync/client/open.ts";
import "./Banner.css";

/** What one should know before writing; read out when it changes. */
export function Banner({ room }: { room: RoomChat }) {
  const text = useBanner(room);
  const status = statusOf(room);
  return (
    <div class="chat-banner row" role="status" data-shown={text !== null}>
      {text && (
        <p class="row">
          {status.state === "closed" ? <WarningIcon /> : <OfflineIcon />}
          <span>{text}</span>
        </p>
      )}
      {status.state === "closed" && (
        status.reason === "not-signed-in"
          ? <a class="button small" href={signInHere()}>{t.signIn}</a>
          : (
            <Button look="small" onClick={() => location.reload()}>
              {t.reload}
            </Button>
          )
      )}
    </div>
  );
}

/** A group that one has just left is about to go from the screen by itself. */
function statusOf({ status, id, rooms }: RoomChat): Status {
  const now = status.value;
  const moving = now.state === "closed" && id !== "main" &&
    rooms.status.value.state !== "closed";
  return moving ? { state: "connecting" } : now;
}

/** The sentence of the moment. */
function useBanner(room: RoomChat): string | null {
  const slow = useConnecting(() => statusOf(room));
  const status = statusOf(room);
  const kept = room.session.own.kept.value;
  switch (status.state) {
    case "closed":
      return status.reason === "not-signed-in" ||
          status.reason === "not-allowed"
        ? t.stopped[status.reason]
        : t.stopped.other;
    case "offline":
      return kept ? withoutNetwork(t.offline) : t.offlineNotKept;
    case "connecting":
      if (slow.value) return t.connecting;
      return kept ? null : t.notKept;
    case "online":
      return kept ? null : t.notKept;
  }
}
