import { useEffect, useMemo, useRef } from "preact/hooks";
import { type Signal, signal, useSignal } from "@preact/signals";
import { sample } from "texts/pieces.ts";
import { people } from "texts/people.ts";
import { assignGroupEmblems, roomsInOrder } from "../client/group_emblems.ts";
import { MemberMenu } from "../people/MemberMenu.tsx";
import {
  type ActionNotice,
  StudentActions,
} from "../people/student_actions.ts";
import type { Student } from "../people/students.ts";
import { RefusedRequestNotice } from "../client/RefusedRequestNotice.tsx";
import { SessionApi } from "../client/session_api.ts";
import { ActionToast } from "../people/ActionToast.tsx";
import { EyesOnMeNotice } from "../desk/EyesOnMeSwitch.tsx";
import {
  ClosedNotice,
  EndingNotice,
  OfflineNotice,
  SignedOutNotice,
} from "../desk/ConnectionNotices.tsx";
import { Button } from "../ui/Button.tsx";
import { InputField } from "../ui/InputField.tsx";
import { CheckIcon, MoreIcon } from "../ui/icons.tsx";
import type { OpenMenu } from "../ui/Menu.tsx";
import { Modal } from "../ui/Modal.tsx";
import { Piece } from "./Piece.tsx";
import {
  madeUpMembers,
  madeUpRooms,
  sceneId,
  sceneInfo,
  sceneTimeMs,
} from "./scene.ts";
import "../desk/desk.css";
import { frame } from "texts/everywhere.ts";

const none = () => Promise.resolve(true);

export function NoticePieces() {
  const notice: Signal<ActionNotice | null> = useSignal({
    text: people.menu({ name: sample.long }),
    undo() {},
    next: { label: frame.undo, act() {} },
  });
  const refused = useMemo(() => {
    const api = new SessionApi("pieces");
    api.refusal.value = { detail: sample.broadcast };
    return api;
  }, []);
  return (
    <>
      <Piece name="DoneLine" isWide>
        <ActionToast actions={{ notice }} shouldWait={false} />
      </Piece>
      <Piece name="Notices" isWide>
        <EndingNotice
          undoUntil={sceneTimeMs + 8_000}
          now={sceneTimeMs}
          isOver={false}
          onUndo={none}
        />
        <OfflineNotice status={{ state: "offline" }} />
        <OfflineNotice
          status={{ state: "offline", isBlocked: true }}
          place={{ hostname: "class.example", port: "", protocol: "https:" }}
        />
        <ClosedNotice />
        <RefusedRequestNotice api={refused} />
        <EyesOnMeNotice
          line={sample.second}
          calls={{ groups: sceneTimeMs }}
          onChange={none}
        />
        <SignedOutNotice />
      </Piece>
    </>
  );
}

export function MenuPiece() {
  const opened = useMemo(() => signal<OpenMenu<Student> | null>(null), []);
  const place = useRef<HTMLSpanElement>(null);
  const members = madeUpMembers({
    member: () => ({ room: sceneId(1, "room") }),
  });
  const actions = useMemo(() => new StudentActions(new SessionApi("")), []);
  useEffect(() => {
    const anchor = place.current!.querySelector("button")!;
    const id = sceneId(1);
    opened.value = { item: { id, ...members[id] } as Student, anchor };
  }, []);
  return (
    <Piece name="MemberMenu">
      <span ref={place} class="piece-tall">
        <Button>
          <MoreIcon />
          {sceneInfo().name}
        </Button>
      </span>
      <MemberMenu
        opened={opened}
        members={members}
        rooms={roomsInOrder(assignGroupEmblems(madeUpRooms(8)))}
        actions={actions}
        isOwner
        onRename={() => {}}
        onThisIs={() => {}}
      />
    </Piece>
  );
}

export function DialogPiece() {
  return (
    <Piece name="Modal">
      <div class="piece-tall">{sceneInfo().name}</div>
      <Modal title={people.rename} onClose={() => {}}>
        <form class="stack">
          <InputField
            id="piece-name"
            label={people.rename}
            value={sample.long}
          />
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
