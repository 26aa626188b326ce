/** The head of the panel: by it one moves the panel, or pulls it down where it is a sheet. */
import type { ComponentChildren, RefObject } from "preact";
import { chat as t } from "texts/chat.ts";
import { Button, CloseButton, IconButton } from "../../ui/Button.tsx";
import { MoveIcon, PinIcon, PinOffIcon } from "../../ui/icons.tsx";
import { moved } from "./panel_position.ts";
import type { Handle } from "./pointer.ts";
import { boxHandle } from "./use_panel_box.ts";
import type { PanelPosition } from "./use_panel_position.ts";

/** The head; its children are menus, between the title and the buttons. */
export function PanelHead(
  { title, heading, position, pull, close, children }: {
    /** The heading's id. */
    title: string;
    heading: RefObject<HTMLHeadingElement>;
    position: PanelPosition;
    /** Pulls a sheet down. */
    pull: Handle;
    close: () => void;
    children: ComponentChildren;
  },
) {
  const mode = position.mode.value;
  const move = boxHandle(position, moved);
  return (
    <div
      class="chat-head"
      onPointerDown={mode === "pinned"
        ? undefined
        : (mode === "sheet" ? pull : move).onPointerDown}
      onDblClick={(event) => {
        const { target } = event;
        if (
          mode === "floating" &&
          !(target as Element).closest("button:not(.chat-grip)")
        ) {
          position.reset();
        }
      }}
    >
      {mode === "floating" && (
        <IconButton
          label={t.move}
          Icon={MoveIcon}
          look="small chat-grip"
          onKeyDown={(event) => {
            if (event.key === "Home") position.reset();
            else move.onKeyDown(event);
          }}
        />
      )}
      <h2 id={title} ref={heading} tabIndex={-1}>{t.title}</h2>
      {children}
      {mode !== "sheet" && position.canPin.value && (
        <Button
          look="bare small chat-pin"
          aria-pressed={mode === "pinned"}
          onClick={position.togglePin}
        >
          {mode === "pinned" ? <PinOffIcon /> : <PinIcon />}
          <span>{mode === "pinned" ? t.unpin : t.pin}</span>
        </Button>
      )}
      <CloseButton look="small" onClick={close} />
    </div>
  );
}
