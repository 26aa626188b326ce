import assert from "node:assert/strict";
import type { Locator } from "playwright-core";
import { calls as t, callStaff } from "texts/calls.ts";
import { groupsDesk } from "texts/groups_desk.ts";
import { review } from "texts/review.ts";
import { eventually, Visitor } from "../../people.ts";
import { type Person, testStage } from "../stage.ts";
import {
  exactButton,
  joinCall,
  makeTalkingClass,
  unmute,
} from "./talking_class.ts";

const list = ({ page }: Person) =>
  page.getByRole("group", { name: t.whoTitle });

async function openList(person: Person) {
  await person.page.locator(".call-count").click();
  await list(person).waitFor();
}

const buttonIn = (person: Person, name: string) =>
  list(person).getByRole("button", { name, exact: true });

const under = ({ page }: Person, { x, y }: { x: number; y: number }) =>
  page.evaluate(
    ([x, y]) =>
      document.elementFromPoint(x, y)?.closest("button")?.textContent ?? null,
    [x, y],
  );

const middle = async (button: Locator) => {
  const { x, y, width, height } = (await button.boundingBox())!;
  return { x: x + width / 2, y: y + height / 2 };
};

testStage(
  "a teacher sees the result of each call action and can undo it (K-1)",
  async (stage) => {
    const { step, server } = stage;
    const names = ["Amy", "Ben", "Cleo"];
    const class_ = await makeTalkingClass(stage, names);
    const { teacher, desk, session, students } = class_;
    const [amy, ben] = students;
    await teacher.page.setViewportSize({ width: 1366, height: 768 });
    await step("who starts a call is heard after two presses", async () => {
      await teacher.page.locator(".verb-call").click();
      await teacher.assertAccessible("call-start");
      await teacher.page.getByText(callStaff.mainHint({ others: 7 })).waitFor();
      await teacher.shoot("call-start");
      await exactButton(teacher, callStaff.main).click();
      await exactButton(teacher, t.mute).waitFor();
      await exactButton(teacher, t.mute).click();
      await exactButton(teacher, t.unmute).waitFor();
      await exactButton(teacher, t.makeLarger).click();
      await Promise.all(students.map(joinCall));
    });
    await step(
      "a removed student keeps their place, with Undo away from the mouse",
      async () => {
        await openList(teacher);
        const remove = (name: string) =>
          buttonIn(teacher, callStaff.removeOf({ name }));
        await remove("Cleo").waitFor();
        const at = await middle(remove("Amy"));
        const others = await middle(remove("Ben"));
        await remove("Amy").click();
        const isOut = list(teacher).getByRole("listitem")
          .filter({ hasText: callStaff.removedOf({ name: "Amy" }) });
        await isOut.first().waitFor();
        const undo = buttonIn(teacher, callStaff.undoOf({ name: "Amy" }));
        await undo.waitFor();
        assert.equal(await under(teacher, at), null);
        assert.deepEqual(await middle(remove("Ben")), others);
        await amy.sees(t.out.removed);
        await undo.click();
        await remove("Amy").waitFor();
        assert.deepEqual(await middle(remove("Ben")), others);
        assert.deepEqual(await middle(remove("Amy")), at);
      },
    );
    await step("a muted student is told by whom, and unmutes", async () => {
      await unmute(ben);
      const mute = buttonIn(teacher, callStaff.muteOf({ name: "Ben" }));
      await teacher.page.locator(".call-person", { hasText: "Ben" })
        .getByText(t.isOn).or(teacher.text(t.isSpeaking)).first().waitFor();
      await mute.click();
      await ben.sees(t.mutedBy({ name: "Ms Lin" }));
      await exactButton(ben, t.unmute).waitFor();
      await eventually(
        () => mute.isDisabled(),
        Boolean,
        "who is muted cannot be muted",
      );
      await teacher.page.keyboard.press("Tab");
      await eventually(
        () =>
          teacher.page.evaluate(() =>
            document.activeElement?.getAttribute("aria-label")
          ),
        (label) => label === callStaff.askOf({ name: "Ben" }),
        "Ask to unmute comes next",
      );
      await unmute(ben);
      await exactButton(ben, t.mute).click();
      await exactButton(ben, t.unmute).waitFor();
    });
    await step("a long list fits the screen to its end", async () => {
      const pupils = Array.from({ length: 9 }, (_, n) => `Pupil ${n + 1}`);
      for (const name of pupils) {
        const join = { code: session.code, name };
        await new Visitor(server).ask("POST", "/api/join", join);
      }
      const { members } = await desk("GET", "/members");
      for (const { id, name } of members) {
        if (!pupils.includes(name)) continue;
        await desk("DELETE", `/call/members/${id}`);
      }
      const last = buttonIn(
        teacher,
        callStaff.letBackOf({ name: "Pupil 9" }),
      );
      for (
        const [width, height] of [[1366, 768], [360, 740], [740, 360]] as const
      ) {
        await teacher.page.setViewportSize({ width, height });
        if (await list(teacher).isVisible()) {
          await teacher.page.keyboard.press("Escape");
        }
        await openList(teacher);
        const box = (await list(teacher).boundingBox())!;
        assert(box.y >= 0 && box.y + box.height <= height, `${width}`);
        assert(box.x >= 0 && box.x + box.width <= width, `${width}`);
        assert(box.height > height / 2, "as long as there is room");
        await last.scrollIntoViewIfNeeded();
        const end = await middle(last);
        assert(end.y < box.y + box.height);
      }
      await teacher.page.setViewportSize({ width: 1366, height: 768 });
      if (!await list(teacher).isVisible()) await openList(teacher);
      await teacher.assertAccessible("call-list");
      await teacher.page.keyboard.press("Escape");
    });
    await step("Mute all is shown for a while", async () => {
      await unmute(ben);
      await teacher.button(callStaff.muteAll).click();
      await teacher.sees(callStaff.mutedAll);
      await exactButton(ben, t.unmute).waitFor();
      await teacher.text(callStaff.mutedAll).waitFor({ state: "detached" });
    });
    await step("an ended call is restarted", async () => {
      await desk("PATCH", "/call", { cameras: true });
      await teacher.page.locator(".now-item")
        .getByRole("button", { name: callStaff.end }).click();
      await teacher.sees(t.out.over);
      await ben.sees(t.out.over);
      const notes = teacher.page.locator(".call-note");
      assert.deepEqual(
        (await notes.allInnerTexts()).map((it) => it.split("\n")[0]),
        [t.out.over],
      );
      await teacher.button(callStaff.startAgain).click();
      await exactButton(teacher, t.unmute).waitFor();
      await notes.waitFor({ state: "detached" });
      await joinCall(ben);
      await ben.sees(ben.button(t.cameraOn));
    });
    await step("the bar names its call and others", async () => {
      const put = await class_.groups(["Group A", "Group B"]);
      await put({ Amy: 0, Ben: 0, Cleo: 1 });
      await desk("POST", "/breakouts/start");
      await teacher.sees(callStaff.groupsOn);
      await teacher.openTab(review.tabs.groups);
      const card = (name: string) =>
        teacher.page.locator(".tile").filter({ hasText: name });
      await card("Group A").getByText(callStaff.inGroup({ count: 1 }))
        .waitFor();
      await card("Group B").getByText(callStaff.inGroup({ count: 0 }))
        .waitFor();
      await card("Group B").getByRole("button", {
        name: groupsDesk.joinRoomName({ name: "Group B" }),
      }).click();
      await teacher.sees(teacher.button(callStaff.visit));
      await exactButton(teacher, t.leave).click();
      await exactButton(teacher, callStaff.visit).waitFor();
      await teacher.sees(t.ofRoom({ room: "Group B", words: t.noOneIn }));
      await joinCall(teacher);
      await teacher.sees(t.countIn({ room: "Group B", count: 1 }));
    });
  },
);

testStage(
  "from the main room a teacher mutes and ends the calls of groups (K-1)",
  async (stage) => {
    const { teacher, desk, groups } = await makeTalkingClass(stage, []);
    await teacher.page.setViewportSize({ width: 1366, height: 768 });
    await groups(["Group A", "Group B"]);
    await desk("POST", "/breakouts/start");
    await desk("POST", "/call", { rooms: "groups" });
    await teacher.openChat();
    const bar = teacher.page.locator(".chat-panel .call-bar");
    await bar.locator(".call-who").getByText(callStaff.groupsOn).waitFor();
    await teacher.sees(bar.getByRole("button", { name: callStaff.muteAll }));
    await teacher.sees(bar.getByRole("button", { name: callStaff.tools }));
    assert.equal(await bar.locator(".call-size").count(), 0);
    await teacher.shoot("call-groups-only");
    await teacher.page.locator(".verb-call").click();
    const dialog = teacher.page.getByRole("dialog", { name: callStaff.start });
    await teacher.assertAccessible("call-start-on");
    await dialog.getByRole("button", { name: callStaff.end }).click();
    await dialog.waitFor({ state: "detached" });
    await teacher.sees(t.out.over);
    assert.equal((await desk("GET", "/call")).call.groups, null);
  },
);
