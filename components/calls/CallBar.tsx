/**
 * The bar of a call (K-1). Before joining: who is in, and **Join call** or why not. After: the buttons of
 * `joined/InCall.tsx`.
 */
import { useSignal } from "@preact/signals";
import type { ComponentChild } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { calls as t, callStaff } from "texts/calls.ts";
import { meshMost } from "../../classroom/model/calls.ts";
import type { ClassSession } from "../client/class_session.ts";
import { Button, CloseButton } from "../ui/Button.tsx";
import { WarningIcon } from "../ui/icons.tsx";
import { isEscape } from "../ui/keys.ts";
import { useLoaded } from "../ui/use_loaded.ts";
import { Call } from "./call.ts";
import { CallIcon } from "./call_icons.tsx";
import { deviceWords, outWords, roomToName } from "./words.ts";
import { useKeptFocus } from "./use_kept_focus.ts";
import { useSaid } from "./use_said.ts";
import { useWay } from "./use_way.ts";
import { callBackend, type DeviceTrouble } from "./call_backend.ts";
import "./calls.css";

/** Renders nothing without a room. A bar that `covers` the class does not show why the member is out. */
export function CallBar(
  { session, covers = false }: { session: ClassSession; covers?: boolean },
) {
  const call = session.part(Call);
  const voice = call.voice.value;
  const isStaff = session.seat.role === "teacher";
  const parts = useLoaded(voice !== null, () => import("./joined/InCall.tsx"));
  const staff = useLoaded(isStaff, () => import("./staff/StaffCall.tsx"));
  const hasTools = isStaff && call.isOn.value;
  const tools = staff && hasTools && <staff.StaffCall call={call} />;
  const desk = staff && session.part(staff.CallDesk);
  const isThere = voice !== null || call.room.value !== null || hasTools ||
    (desk?.done.value ?? null) !== null ||
    !covers && (call.out.value ?? "left") !== "left";
  const bar = useRef<HTMLElement>(null);
  useKeptFocus(bar, isThere, ".call-main:enabled");
  useSaid(call);
  return isThere && (
    <section
      ref={bar}
      class="call-bar"
      data-joined={voice !== null}
      data-keeps-focus
      aria-label={t.name}
      onKeyDown={(event) => {
        // Escape in a dialog must not close the chat around it.
        const { currentTarget } = event;
        if (isEscape(event) && currentTarget.querySelector("dialog[open]")) {
          event.stopPropagation();
        }
      }}
    >
      {voice
        ? parts
          ? (
            <parts.InCall
              call={call}
              voice={voice}
              tools={tools}
              People={staff?.People}
            />
          )
          : <p class="call-note">{t.joining}</p>
        : <NotIn call={call} tools={tools} />}
      {staff && desk && <staff.DeedLine desk={desk} />}
    </section>
  );
}

interface Tools {
  call: Call;
  tools: ComponentChild;
}

function NotIn({ call, tools }: Tools) {
  const trouble = useTrouble(), isFull = useFull(call);
  return <Before {...{ call, tools, trouble, isFull }} />;
}

/** `trouble`: why the member cannot speak. */
export function Before({ call, tools, trouble, isFull }: Tools & {
  trouble: DeviceTrouble | null;
  isFull: boolean;
}) {
  const asking = useSignal(false);
  const read = useSignal<DeviceTrouble | "full" | null>(null);
  const dialog = useLoaded(asking.value, () => import("./DevicesDialog.tsx"));
  const room = call.room.value;
  const isElsewhere = !call.joining.value &&
    call.people.value.some(({ isMe }) => isMe);
  const why = call.out.value ?? (isElsewhere ? "elsewhere" : null);
  const note = why && why !== "left" && (
    <div class="call-note row">
      {why !== "back" && <WarningIcon />}
      <p>{outWords(why)}</p>
      {!isElsewhere && (
        <CloseButton
          look="small"
          onClick={() => call.out.value = null}
        />
      )}
    </div>
  );
  if (room === null) {
    return (
      <>
        {note}
        {tools && <div class="call-acts">{tools}</div>}
      </>
    );
  }
  const isVisit = room !== "main" && call.session.seat.role === "teacher";
  const cannot = trouble === "unsupported" || isFull;
  const hindrance = isFull ? "full" : trouble;
  return (
    <>
      <div class="call-acts">
        <Button
          look="main call-main"
          disabled={cannot || call.joining.value}
          onClick={() => asking.value = true}
        >
          <CallIcon />
          {call.joining.value
            ? t.joining
            : why === "elsewhere"
            ? t.joinHere
            : isVisit
            ? callStaff.visit
            : why
            ? t.rejoin
            : t.join}
        </Button>
        {tools}
        <p class="call-who">{whoIsIn(call)}</p>
      </div>
      {note}
      {hindrance && hindrance !== read.value && (
        <div class="call-note row">
          <WarningIcon />
          <div>
            <p>
              {isFull
                ? t.full({ most: meshMost.voices })
                : deviceWords(call, "microphone", trouble!)}
            </p>
            {!cannot && <p>{t.listenOnly}</p>}
          </div>
          <CloseButton
            look="small"
            onClick={() => read.value = hindrance}
          />
        </div>
      )}
      {asking.value && dialog && (
        <dialog.DevicesDialog
          call={call}
          onClose={() => asking.value = false}
        />
      )}
    </>
  );
}

function whoIsIn(call: Call): string {
  const [first, ...others] = call.people.value;
  const words = first
    ? t.whoIsIn({ first: first.name, others: others.length })
    : t.noOneIn;
  const room = roomToName(call);
  return room === null ? words : t.ofRoom({ room, words });
}

function useTrouble(): DeviceTrouble | null {
  const trouble = useSignal<DeviceTrouble | null>(null);
  useEffect(() => callBackend().trouble((now) => trouble.value = now), []);
  return trouble.value;
}

/** The server is asked only when the call may be full, since LiveKit has no bound. Staff can always join. */
function useFull({ session, people }: Call): boolean {
  const others = people.value.filter(({ isMe }) => !isMe);
  const isMany = others.length >= meshMost.voices &&
    session.seat.role === "student";
  return useWay(session, isMany) === "mesh" && isMany;
}
