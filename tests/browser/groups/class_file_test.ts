import { Buffer } from "node:buffer";
import assert from "node:assert/strict";
import { columns } from "texts/files_columns.ts";
import { classFile as t } from "texts/groups_class_file.ts";
import { classList } from "texts/groups_desk.ts";
import { formatList } from "../../../formats/format_list.ts";
import { testStage as test, waitForAnswer } from "../stage.ts";

const users =
  `sourcedId,status,enabledUser,role,username,givenName,familyName,email
s1,,true,student,amy,Amy,Ng,amy@school.example
s2,,true,student,ben,Ben,Lee,ben@school.example`;
const enrollments = `sourcedId,status,classSourcedId,userSourcedId,role
e1,,c1,s1,student
e2,,c2,s2,student`;
const classes = `sourcedId,status,title,courseSourcedId
c1,,Class 1,k
c2,,Class 2,k`;

test("only names are sent from a CSV file or OneRoster files (D-3)", async ({ person }) => {
  const teacher = await person();
  await teacher.signUp("Ms Lin");
  await teacher.createSession();
  const { page } = teacher;
  const sent: string[] = [];
  page.on("request", (request) => sent.push(request.postData() ?? ""));
  await page.getByRole("main").getByRole("button", {
    name: classList.title,
  }).click();
  const names = page.getByLabel(classList.names, { exact: true });
  const choose = (files: Record<string, string>) =>
    page.getByLabel(classList.fromFile).setInputFiles(
      Object.entries(files).map(([name, text]) => ({
        name,
        mimeType: "text/csv",
        buffer: Buffer.from(text),
      })),
    );

  await choose({ "7B.csv": "座號;姓;名;信箱\n1;王;小明;ming@school.example" });
  await teacher.sees("王小明");
  await teacher.shoot("class-file");
  const column = (number: number, heading: string) =>
    page.getByLabel(columns.columnOf({ number, heading }));
  await column(4, "信箱").selectOption("name");
  const listed = (name: string) =>
    page.getByRole("listitem").getByText(name, { exact: true }).waitFor();
  await listed("ming@school.example");
  assert.equal(await column(2, "姓").inputValue(), "unused");
  await column(2, "姓").selectOption("family");
  await column(3, "名").selectOption("given");
  assert.equal(await column(4, "信箱").inputValue(), "unused");
  await listed("王小明");
  await teacher.button(t.take({ count: 1 })).click();
  await waitForAnswer(() => names.inputValue(), "王小明");

  await choose({ "enrollments.csv": enrollments });
  await teacher.sees(t.faults["no-users"]);
  await teacher.button(t.back).click();
  await waitForAnswer(() => names.inputValue(), "王小明");

  await choose({
    "classes.csv": classes,
    "enrollments.csv": enrollments,
    "users.csv": users,
  });
  await page.getByLabel(t.class, { exact: true }).selectOption({ index: 1 });
  await teacher.sees("Ben Lee");
  await teacher.button(t.take({ count: 1 })).click();
  await waitForAnswer(() => names.inputValue(), "王小明\nBen Lee");
  await teacher.button(classList.keep({ count: 2 })).click();
  await teacher.sees(classList.missing({ names: "王小明 and Ben Lee" }));
  assert(sent.some((body) => body.includes("Ben Lee")));
  assert(!sent.some((body) => body.includes("school.example")));
  assert(!sent.some((body) => body.includes("Amy Ng")));
});

test("a table pasted into the class list is confirmed in its order, and a refused line is named", async ({ person }) => {
  const teacher = await person();
  await teacher.signUp("Ms Lin");
  await teacher.createSession();
  const { page } = teacher;
  await page.getByRole("main").getByRole("button", {
    name: classList.title,
  }).click();
  const names = page.getByLabel(classList.names, { exact: true });
  const paste = (text: string) =>
    names.evaluate((box, text) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text/plain", text);
      const event = { clipboardData, bubbles: true, cancelable: true };
      return box.dispatchEvent(new ClipboardEvent("paste", event));
    }, text);
  await paste("座號\t姓名\n2\t王小明\n1\t陳美玲");
  await teacher.sees(t.found({ count: 2 }));
  await teacher.assertAccessible("class-list-pasted");
  await teacher.button(t.take({ count: 2 })).click();
  await waitForAnswer(() => names.inputValue(), "陳美玲\n王小明");

  await paste("First Name\tLast Name\nAmy\tLin");
  const last = page.getByLabel(
    columns.columnOf({ number: 2, heading: "Last Name" }),
  );
  await last.selectOption("unused");
  await page.getByRole("listitem").getByText("Amy", { exact: true })
    .waitFor();
  await last.selectOption("family");
  await teacher.button(t.take({ count: 1 })).click();
  await waitForAnswer(() => names.inputValue(), "陳美玲\n王小明\nAmy Lin");
  assert(await paste("Ben Ng"), "one name is pasted as any words are");

  const told = (...lines: string[]) =>
    classList.leftOut({
      lines: formatList(lines.map((line) => classList.leftOutLine({ line }))),
    });
  await names.fill("");
  await paste(
    "1. Summary\nMeeting title\tBio\n\n2. Participants\nName\tFirst Join\tRole\nMs Lin\t9:00:01\tOrganizer\nBen Ng\t9:01:01\tPresenter\nben ng\t9:21:01\tPresenter",
  );
  await teacher.sees(
    told(
      "1. Summary",
      "Meeting title Bio",
      "2. Participants",
      "Ms Lin 9:00:01 Organizer",
    ),
  );
  await teacher.button(t.take({ count: 1 })).click();
  await waitForAnswer(() => names.inputValue(), "Ben Ng");
  await names.fill("Ben Ng\nPrinted 3 Nov");
  await teacher.sees(told("Printed 3 Nov"));
  await teacher.button(classList.keep({ count: 1 })).waitFor();

  const long = "x".repeat(41);
  await names.fill(`1\tAmy Lin\n2\t${long}`);
  await page.getByRole("button", { name: classList.keep({ count: 2 }) })
    .click();
  await teacher.button(t.take({ count: 2 })).click();
  await waitForAnswer(() => names.inputValue(), `Amy Lin\n${long}`);
  await teacher.button(classList.keep({ count: 2 })).click();
  await teacher.text(new RegExp(`${long}” can’t be saved`)).waitFor();
});
