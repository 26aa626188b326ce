import assert from "node:assert/strict";
import { groupsDesk } from "texts/groups_desk.ts";
import { review } from "texts/review.ts";
import { answersInState, askAssistant } from "./assistant/asking.ts";
import {
  expectTabSelected,
  makeClassWithGroups,
  openRoomTab,
} from "./groups/two_groups.ts";
import { type Person, testStage as test } from "./stage.ts";
import { openedDocuments, type Wire, wiresOf } from "./wires.ts";

function kinds(wire: Wire): Set<string> {
  const names = [...openedDocuments(wire).values()];
  return new Set(names.map((name) => name.split("/")[1]));
}

test("a student's page and a teacher's board have one socket each, and open a document once (SYNC-10)", async (stage) => {
  const names = ["Group A", "Group B", "Group C", "Group D"];
  const { teacher, session, desk, put } = await makeClassWithGroups(
    stage,
    names,
  );
  const pupils = ["Amy", "Ben", "Chloe"];
  const people: Person[] = [];
  const wires: Wire[][] = [];
  for (const name of pupils) {
    const one = await stage.person();
    wires.push(wiresOf(one));
    await one.join(session.code, name);
    await askAssistant(one, `A question of ${name}`);
    people.push(one);
  }
  const [amy] = people;
  const [ofAmy] = wires;
  await put("Amy", 0);
  await desk("POST", "/breakouts/start");
  await amy.openChat();
  await openRoomTab(amy, "Group A");
  await amy.say("hello group");
  await answersInState(amy).first().waitFor();

  const ofTeacher = wiresOf(teacher);
  await teacher.page.reload();
  await teacher.openChat();
  await teacher.openTab(review.tabs.groups);
  for (const name of names) {
    await teacher.page.locator(".tile", { hasText: name })
      .getByRole("button", { name: groupsDesk.joinRoomName({ name }) })
      .click();
    await expectTabSelected(teacher, name);
  }
  await teacher.openTab(review.tabs.students);
  for (const name of pupils) {
    await teacher.button(review.board.viewOf({ name })).click();
    const view = teacher.page.getByRole("complementary", { name });
    await view.getByText(`A question of ${name}`).first().waitFor();
    await teacher.page.keyboard.press("Escape");
  }
  await teacher.openChat();
  await teacher.page.getByRole("tab", { name: "Group A" }).first().click();
  await teacher.say("hello from your teacher");
  await amy.waitForMessage("hello from your teacher");

  for (const [wire, ...more] of [ofAmy, ofTeacher]) {
    assert.equal(more.length, 0);
    assert.equal(wire.isClosed(), false);
    const documents = [...openedDocuments(wire).values()];
    const once = [...new Set(documents)];
    assert.deepEqual(documents, once, "each document is opened once");
  }
  assert.deepEqual(
    kinds(ofAmy[0]),
    new Set(["session", "member", "room", "conversation"]),
  );
  assert.deepEqual(
    kinds(ofTeacher[0]),
    new Set(["session", "member", "room", "staff", "conversation"]),
  );
  assert.ok(openedDocuments(ofTeacher[0]).size >= 3 + 5 + 3);
  assert.deepEqual(
    [...openedDocuments(ofAmy[0]).values()].slice(0, 3).map((it) =>
      it.split("/")[1]
    ),
    ["session", "member", "room"],
  );
});
