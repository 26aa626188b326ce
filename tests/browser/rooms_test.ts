/** Breakout rooms in Chromium: what students see when groups open, change and close (B-7 to B-13). */
import assert from "node:assert/strict";
import { en as t } from "../../locales/en.ts";
import { eventually } from "../people.ts";
import { api, testStage } from "./stage.ts";

testStage(
  "B-7, B-9: a student follows to the group, is moved while writing, and comes back",
  async ({ person }) => {
    const teacher = await person();
    await teacher.signUp("Ms Lin");
    const session = await teacher.createSession();
    const desk = api(teacher, session.id);
    const amy = await person();
    const ben = await person({ phone: true });
    await amy.join(session.code, "Amy");
    await ben.join(session.code, "Ben");
    for (const one of [amy, ben]) await one.openChat();
    const { rooms } = await desk("POST", "/breakouts/rooms", {
      names: ["Group A", "Group B"],
    });
    const { members } = await desk("GET", "/members");
    const id = (name: string) =>
      members.find((one: { name: string }) => one.name === name).id;
    const put = (name: string, room: string | null) =>
      desk("POST", "/breakouts/moves", {
        moves: [{ member: id(name), room }],
      });
    await put("Amy", rooms[0].id);
    await put("Ben", rooms[0].id);
    assert.equal(await amy.page.getByRole("tab").count(), 0);

    await desk("POST", "/breakouts/start");
    await amy.sees(t.groups.started);
    await amy.accessible("rooms-started");
    await amy.button(t.groups.goTo("Group A")).click();
    await amy.sees(amy.page.getByRole("tab", { name: "Group A" }));
    await amy.say("hello group");
    // Who does nothing is taken there.
    await ben.hears("hello group");
    await ben.accessible("phone-group");

    // Moved in the middle of a sentence.
    await put("Ben", rooms[1].id);
    const box = amy.page.getByRole("textbox", { name: t.chat.message });
    await box.fill("I think that");
    await put("Amy", rooms[1].id);
    await amy.sees(t.groups.youAreIn("Group B", "Ben"));
    assert.equal(await box.inputValue(), "I think that");
    assert.equal(await amy.log.getByText("hello group").count(), 0);
    await amy.accessible("rooms-moved");
    await eventually(
      () => amy.kept(),
      ({ databases }) =>
        !databases.some((name) =>
          name.endsWith(`${session.id}/room/${rooms[0].id}`)
        ),
      "the old group was off the device",
    );

    await amy.button(t.groups.askForHelp).click();
    await amy.sees(t.groups.helpIsUp);
    await amy.accessible("rooms-help");

    // A message to a group that one is not in any more.
    await amy.goOffline();
    await box.fill("too late");
    await box.press("Enter");
    await amy.log.getByText("too late").waitFor();
    await put("Amy", rooms[0].id);
    await amy.goOnline();
    await amy.button(t.groups.sendTo("Group A")).click();
    await amy.log.getByText("too late").waitFor();
    await amy.button(t.groups.sendTo("Group A")).waitFor({ state: "hidden" });

    await desk("PATCH", "/breakouts", { minutes: 0.9 });
    await amy.sees(t.groups.left(60));
    await amy.accessible("rooms-minute");
    await desk("POST", "/breakouts/stop", { grace: 2 });
    await amy.sees(t.groups.over);
    await amy.sees(t.groups.lowerHand);
    assert.equal(await box.isEditable(), true);
  },
);
