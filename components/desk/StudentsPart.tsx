/** The tab **Students**: the lobby until something happens in the class (N-3), then the grid of students. */
import { type Signal, useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { lobby as t } from "texts/desk.ts";
import { scheduled as ahead } from "texts/sessions_schedule.ts";
import { ClassListBar } from "../groups/desk/ClassListBar.tsx";
import {
  StudentGrid,
  type StudentGridProps,
} from "../monitoring/grid/StudentGrid.tsx";
import type { StudentActions } from "../people/student_actions.ts";
import { splitByRemoval, type Student } from "../people/students.ts";
import type { ClassSession } from "../client/class_session.ts";
import { JoinCode } from "../sessions/JoinCode.tsx";
import { Button } from "../ui/Button.tsx";
import { ChevronRightIcon } from "../ui/later_icons.tsx";
import type { OpenMenu } from "../ui/Menu.tsx";
import type { Lobby } from "./use_lobby.ts";
import { ignorePressesAfterChange } from "../ui/ignore_presses.ts";
import "./desk.css";

/** All students are reported gone only after this time (ms): after a server's restart they return one by one. */
const goneAfterMs = 10_000;

export function StudentsPart(
  { session, ofClass, isAhead, joining, lobby, menu, actions, isOwner }: {
    session: ClassSession | null;
    ofClass: Omit<
      StudentGridProps,
      "isMenuOpen" | "isLobby" | "onMenu" | "onAllow" | "onErase" | "onMove"
    >;
    isAhead: boolean;
    joining: Parameters<typeof JoinCode>[0];
    lobby: Lobby;
    menu: Signal<OpenMenu<Student> | null>;
    actions: StudentActions;
    /** True if the teacher may erase students' data: they own the class. */
    isOwner: boolean;
  },
) {
  const { members, online, lastKnown } = ofClass;
  const { present } = splitByRemoval(members);
  const isGone = useSignal(false);
  const isNobodyOnline = !isAhead && present.length > 0 && lastKnown === null &&
    !present.some(({ id }) => online.has(id));
  useEffect(() => {
    isGone.value = false;
    if (!isNobodyOnline) return;
    const timer = setTimeout(() => isGone.value = true, goneAfterMs);
    return () => clearTimeout(timer);
  }, [isNobodyOnline]);
  const place = useRef<HTMLDivElement>(null);
  const wasLobby = useRef(lobby.isOpen);
  useLayoutEffect(() => {
    // A press meant for a name must not hit the tile that replaces it.
    if (wasLobby.current && !lobby.isOpen) {
      ignorePressesAfterChange(place.current!);
    }
    wasLobby.current = lobby.isOpen;
  }, [lobby.isOpen]);
  const bar = (
    <ClassListBar
      session={session}
      rendered={ofClass.rendered?.listed}
      isEmpty={isGone.value && isNobodyOnline}
    />
  );
  if (isAhead) {
    return (
      <div class="stack">
        <p class="quiet">{ahead.prepare}</p>
        {bar}
      </div>
    );
  }
  const rooms = session?.facts.rooms.value ?? {};
  return (
    <div class="students-part" ref={place}>
      {lobby.isOpen && <LobbyCode joining={joining} onStart={lobby.onStart} />}
      <StudentGrid
        // A new key replaces the grid without animation.
        key={String(lobby.isOpen)}
        {...ofClass}
        showsExpected
        isLobby={lobby.isOpen}
        isMenuOpen={menu.value !== null}
        onMenu={(opened) => menu.value = opened}
        onAllow={(student) => actions.readmit(student)}
        onErase={isOwner ? (student) => actions.erase(student) : undefined}
        onMove={(student, room) =>
          actions.moveToGroup(student, room, (id) => rooms[id]?.name ?? "")}
      >
        {bar}
      </StudentGrid>
    </div>
  );
}

function LobbyCode({ joining, onStart }: {
  joining: Parameters<typeof JoinCode>[0];
  onStart: () => void;
}) {
  return (
    <JoinCode {...joining} hasQrCode>
      <Button
        look="large lobby-start"
        title={t.startHint}
        onClick={onStart}
      >
        {t.start}
        <ChevronRightIcon />
      </Button>
    </JoinCode>
  );
}
