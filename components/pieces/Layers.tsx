/** Layers: notices, a menu, a dialog, one open at a time. */
import { useEffect, useMemo, useRef } from "preact/hooks";
import { type Signal, signal, useSignal } from "@preact/signals";
import { sample } from "texts/pieces.ts";
import { people } from "texts/people.ts";
import { roomsInOrder, withLooks } from "../groups/marks.ts";
import { MemberMenu } from "../people/MemberMenu.tsx";
import { type Done, StudentActions } from "../people/student_actions.ts";
import type { Student } from "../people/students.ts";
import { RefusedNotice } from "../client/RefusedNotice.tsx";
import { SessionApi } from "../client/session_api.ts";
import { DoneLine } from "../desk/DoneLine.tsx";
import { EyesNotice } from "../desk/EyesOnMe.tsx";
import {
  ClosedNotice,
  EndingNotice,
  OfflineNotice,
  SignedOut,
} from "../desk/Notices.tsx";
import { Button } from "../ui/Button.tsx";
import { Field } from "../ui/Field.tsx";
import { CheckIcon, MoreIcon } from "../ui/icons.tsx";
import type { OpenMenu } from "../ui/Menu.tsx";
import { Modal } from "../ui/Modal.tsx";
import { Piece } from "./Piece.tsx";
import { idOf, infoOf, madeUpMembers, madeUpRooms, now } from "./scene.ts";
import "../desk/desk.css";
import { frame } from "texts/everywhere.ts";

const none = () => Promise.resolve(true);

/** Notices of the desk, here in a column. */
export function NoticePieces() {
  const done: Signal<Done | null> = useSignal({
    text: people.menu({ name: sample.long }),
    undo() {},
    next: { label: frame.undo, act() {} },
  });
  const refused = useMemo(() => {
    const api = new SessionApi("pieces");
    api.trouble.value = { detail: sample.broadcast };
    return api;
  }, []);
  return (
    <>
      <Piece of="DoneLine" wide>
        <DoneLine actions={{ done }} waits={false} />
      </Piece>
      <Piece of="Notices" wide>
        <EndingNotice
          undoUntil={now + 8_000}
          now={now}
          isOver={false}
          onUndo={none}
        />
        <OfflineNotice status={{ state: "offline" }} />
        <OfflineNotice
          status={{ state: "offline", isBlocked: true }}
          place={{ hostname: "class.example", port: "", protocol: "https:" }}
        />
        <ClosedNotice />
        <RefusedNotice api={refused} />
        <EyesNotice
          line={sample.second}
          calls={{ groups: now }}
          onChange={none}
        />
        <SignedOut />
      </Piece>
    </>
  );
}

export function MenuPiece() {
  const opened = useMemo(() => signal<OpenMenu<Student> | null>(null), []);
  const at = useRef<HTMLSpanElement>(null);
  const members = madeUpMembers({ member: () => ({ room: idOf(1, "room") }) });
  const actions = useMemo(() => new StudentActions(new SessionApi("")), []);
  useEffect(() => {
    const anchor = at.current!.querySelector("button")!;
    const id = idOf(1);
    opened.value = { of: { id, ...members[id] } as Student, anchor };
  }, []);
  return (
    <Piece of="MemberMenu">
      <span ref={at} class="piece-tall">
        <Button>
          <MoreIcon />
          {infoOf().name}
        </Button>
      </span>
      <MemberMenu
        opened={opened}
        members={members}
        rooms={roomsInOrder(withLooks(madeUpRooms(8)))}
        actions={actions}
        owns
        onRename={() => {}}
        onThisIs={() => {}}
      />
    </Piece>
  );
}

export function DialogPiece() {
  return (
    <Piece of="Modal">
      <div class="piece-tall">{infoOf().name}</div>
      <Modal title={people.rename} onClose={() => {}}>
        <form class="stack">
          <Field id="piece-name" label={people.rename} value={sample.long} />
          <div class="actions">
            <Button look="main">
              <CheckIcon />
              {people.rename}
            </Button>
            <Button>{frame.undo}</Button>
          </div>
        </form>
      </Modal>
    </Piece>
  );
}
