import type { ComponentChildren } from "preact";
import { coTeacher } from "texts/people_staff.ts";
import { pick } from "texts/checks_pick.ts";
import { eyes } from "texts/sessions_eyes.ts";
import { session as t } from "texts/sessions_live.ts";
import { AskButton } from "../checks/ask/AskButton.tsx";
import { observingWords } from "../people/staff/Observing.tsx";
import { Button } from "../ui/Button.tsx";
import { DiceIcon } from "../ui/icons.tsx";
import type { Desk } from "./desk_state.ts";
import { CodeChip, DeskBar, DeskMenu } from "./DeskBar.tsx";
import { EyesSwitch } from "./EyesOnMe.tsx";
import { NowBar } from "./NowBar.tsx";
import { StatusRow } from "./StatusRow.tsx";
import { Strip } from "./Strip.tsx";
import { showPart } from "./Tabs.tsx";

/** `of`: the owner of a colleague's class (S-9); `chat`: button and panel. */
export function DeskHead({ desk, of, chat }: {
  desk: Desk;
  of?: string;
  chat: ComponentChildren;
}) {
  const { info, live, present, online, isScheduled } = desk;
  return (
    <>
      <DeskBar
        title={info.name}
        of={of && coTeacher.line({ name: of })}
        state={!isScheduled && (
          <StatusRow
            // The code shows that joining is locked.
            info={{ ...info, joinLocked: false }}
            now={live.now}
            online={present.filter(({ id }) => online.has(id)).length}
            all={present.length}
            lastKnown={desk.lastKnown}
            observing={observingWords(desk.members)}
          />
        )}
      >
        {!isScheduled && <DeskTools desk={desk} />}
        {chat}
        {!isScheduled && <ClassMenu desk={desk} />}
      </DeskBar>
      {!isScheduled && (
        <div class="desk-line">
          <NowBar
            live={live}
            lesson={desk.lessonInBar}
            onSee={desk.showAnswers}
            onOpen={(id) => {
              desk.resource.value = id;
              showPart("resources");
            }}
            onEyes={desk.changeEyesOnMe}
          />
          <Strip
            session={desk.session}
            members={desk.members}
            crowd={desk.rush.rush !== null}
            opened={desk.waits}
            over={desk.boardView.viewed}
          />
        </div>
      )}
    </>
  );
}

function DeskTools({ desk }: { desk: Desk }) {
  const { view, info, isIdle } = desk;
  return (
    <>
      <CodeChip
        {...joiningOf(desk)}
        locked={info.joinLocked}
        besides={desk.lobby.isOpen}
        onLock={(joinLocked) => desk.change({ joinLocked })}
      />
      <AskButton
        session={view.id}
        students={desk.present.length}
        disabled={isIdle || !desk.lesson}
        onAsked={desk.showAnswers}
      />
      <EyesSwitch
        on={info.eyesOnMe != null}
        // The bar below says how to go on.
        whileOn={eyes.name}
        disabled={isIdle}
        onChange={desk.changeEyesOnMe}
      />
    </>
  );
}

function ClassMenu({ desk }: { desk: Desk }) {
  const { api, announced, endsHere, isIdle } = desk;
  return (
    <DeskMenu
      session={desk.view.id}
      idle={isIdle}
      mayEnd={!isIdle && !desk.isTicketRunning}
      onExtend={async (minutes) => {
        const { ok } = await api.add("POST /extend", { minutes });
        if (ok) announced.value = t.extended({ minutes });
      }}
      onEnd={async () => {
        // Set before the reply: the documents may bring the notice sooner.
        endsHere.value = true;
        if (await api.act("POST /end") === null) endsHere.value = false;
      }}
    >
      <Button
        look="bare"
        title={pick.hint}
        disabled={isIdle || !desk.session}
        onClick={() => desk.isPicking.value = true}
      >
        <DiceIcon />
        {pick.name}
      </Button>
    </DeskMenu>
  );
}

export function joiningOf({ view, qr, reach }: Desk) {
  return { session: view.id, code: view.code, link: view.link, qr, reach };
}
