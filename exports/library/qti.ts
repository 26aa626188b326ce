/**
 * Quizzes as a package of QTI 2.1 (R-3), the standard of the trade: a zip with a manifest, a test for each quiz and an
 * item for each question.
 */
import { makeZip } from "client-zip";
import type {
  QuizBody,
  QuizQuestion,
} from "../../classroom/library/resource_bodies.ts";
import { language } from "../../locales/current.ts";
import { escaped, words } from "../markup.ts";
import { type PictureOf, unfinishedWords } from "./moodle.ts";

interface Item {
  id: string;
  question: QuizQuestion;
  /** Where its picture is in the package. */
  picture?: string;
}

interface Test {
  id: string;
  quiz: QuizBody;
  items: Item[];
}

/** The zip, made while it is sent. */
export function quizPackage(
  quizzes: readonly QuizBody[],
  pictureOf: PictureOf,
): ReadableStream<Uint8Array> {
  // Said now: while it is sent, another language may be spoken.
  return makeZip(files(quizzes, pictureOf, described(quizzes)));
}

async function* files(
  quizzes: readonly QuizBody[],
  pictureOf: PictureOf,
  description: string,
) {
  const tests: Test[] = [];
  for (const [n, quiz] of quizzes.entries()) {
    const test: Test = { id: `test-${n + 1}`, quiz, items: [] };
    tests.push(test);
    for (const [at, question] of quiz.questions.entries()) {
      const item: Item = { id: `item-${n + 1}-${at + 1}`, question };
      test.items.push(item);
      const found = question.image && await pictureOf(question.image);
      if (found) {
        const ending = found.type.replace("image/", "").replace("jpeg", "jpg");
        item.picture = `pictures/${item.id}.${ending}`;
        yield { name: item.picture, input: found.bytes };
      }
      yield { name: `${item.id}.xml`, input: itemXml(item, at + 1) };
    }
    yield { name: `${test.id}.xml`, input: testXml(test) };
  }
  yield { name: "imsmanifest.xml", input: manifestXml(tests, description) };
}

const head = '<?xml version="1.0" encoding="UTF-8"?>\n';
const schema = "http://www.imsglobal.org/xsd";
const namespaces = `xmlns="${schema}/imsqti_v2p1" ` +
  'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ' +
  `xsi:schemaLocation="${schema}/imsqti_v2p1 ${schema}/qti/qtiv2p1/imsqti_v2p1.xsd"`;

/** What the package says about itself: which questions are not in it. */
function described(quizzes: readonly QuizBody[]): string {
  const lines = quizzes.flatMap(unfinishedWords);
  return lines.length === 0
    ? ""
    : `<lom xmlns="http://ltsc.ieee.org/xsd/LOM"><general><description><string language="${language().tag}">${
      value(lines.join("\n"))
    }</string></description></general></lom>`;
}

function manifestXml(tests: readonly Test[], description: string): string {
  const resources = tests.flatMap(({ id, items }) => [
    resource(
      id,
      "imsqti_test_xmlv2p1",
      [`${id}.xml`],
      items.map((it) => it.id),
    ),
    ...items.map((it) =>
      resource(it.id, "imsqti_item_xmlv2p1", [
        `${it.id}.xml`,
        ...it.picture ? [it.picture] : [],
      ])
    ),
  ]);
  return `${head}<manifest xmlns="${schema}/imscp_v1p1" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" identifier="homeroom" xsi:schemaLocation="${schema}/imscp_v1p1 ${schema}/qti/qtiv2p1/qtiv2p1_imscpv1p2_v1p0.xsd">
<metadata><schema>QTIv2.1 Package</schema><schemaversion>1.0.0</schemaversion>${description}</metadata>
<organizations/>
<resources>
${resources.join("\n")}
</resources>
</manifest>
`;
}

function resource(
  id: string,
  type: string,
  files: readonly string[],
  needs: readonly string[] = [],
): string {
  return `<resource identifier="${id}" type="${type}" href="${files[0]}">` +
    files.map((href) => `<file href="${href}"/>`).join("") +
    needs.map((it) => `<dependency identifierref="${it}"/>`).join("") +
    "</resource>";
}

function testXml({ id, quiz, items }: Test): string {
  const title = value(quiz.name);
  return `${head}<assessmentTest ${namespaces} identifier="${id}" title="${title}">
<testPart identifier="part" navigationMode="nonlinear" submissionMode="simultaneous">
<assessmentSection identifier="section" title="${title}" visible="true">
${
    items.map((it) =>
      `<assessmentItemRef identifier="${it.id}" href="${it.id}.xml"/>`
    ).join("\n")
  }
</assessmentSection>
</testPart>
</assessmentTest>
`;
}

function itemXml({ id, question, picture }: Item, number: number): string {
  const { explanation, points = 1 } = question;
  const { declaration, body, right } = parts(question);
  const image = picture
    ? `<p><img src="${picture}" alt="${value(question.alt ?? "")}"/></p>\n`
    : "";
  const score = right &&
    `<responseCondition><responseIf>${right}<setOutcomeValue identifier="SCORE"><baseValue baseType="float">${points}</baseValue></setOutcomeValue></responseIf></responseCondition>`;
  const tells = explanation
    ? '<setOutcomeValue identifier="FEEDBACK"><baseValue baseType="identifier">explanation</baseValue></setOutcomeValue>'
    : "";
  return `${head}<assessmentItem ${namespaces} identifier="${id}" title="${number}" adaptive="false" timeDependent="false">
${declaration}
<outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float"><defaultValue><value>0</value></defaultValue></outcomeDeclaration>
<outcomeDeclaration identifier="MAXSCORE" cardinality="single" baseType="float"><defaultValue><value>${points}</value></defaultValue></outcomeDeclaration>
${
    explanation
      ? '<outcomeDeclaration identifier="FEEDBACK" cardinality="single" baseType="identifier"/>\n'
      : ""
  }<itemBody>
${image}<div>${content(question.text)}</div>
${body}
</itemBody>
${
    score || tells
      ? `<responseProcessing>${score ?? ""}${tells}</responseProcessing>\n`
      : ""
  }${
    explanation
      ? `<modalFeedback outcomeIdentifier="FEEDBACK" identifier="explanation" showHide="show">${
        content(explanation)
      }</modalFeedback>\n`
      : ""
  }</assessmentItem>
`;
}

interface ItemParts {
  declaration: string;
  body: string;
  /** What has to hold for an answer to be right; null: nobody has said. */
  right: string | null;
}

const matches =
  '<match><variable identifier="RESPONSE"/><correct identifier="RESPONSE"/></match>';

function parts(it: QuizQuestion): ItemParts {
  switch (it.kind) {
    case "single":
    case "multiple":
      return choicesOf(
        it.choices.map(({ text }) => content(text)),
        it.correct ?? [],
        it.kind === "multiple",
      );
    case "scale":
      return choicesOf(
        Array.from({ length: it.most }, (_, n) => String(n + 1)),
        it.correct === undefined ? [] : [it.correct - 1],
        false,
      );
    case "number":
      return {
        declaration: declared(
          "float",
          it.correct === undefined ? [] : [String(it.correct)],
        ),
        body:
          '<p><textEntryInteraction responseIdentifier="RESPONSE" expectedLength="12"/></p>',
        right: it.correct === undefined
          ? null
          : `<equal toleranceMode="absolute" tolerance="${it.tolerance ?? 0} ${
            it.tolerance ?? 0
          }"><variable identifier="RESPONSE"/><correct identifier="RESPONSE"/></equal>`,
      };
    case "text": {
      const accepted = it.correct ?? [];
      if (accepted.length === 0) {
        return {
          declaration: declared("string", []),
          body: '<extendedTextInteraction responseIdentifier="RESPONSE"/>',
          right: null,
        };
      }
      const same = accepted.map((text) =>
        `<stringMatch caseSensitive="false"><variable identifier="RESPONSE"/><baseValue baseType="string">${
          value(text)
        }</baseValue></stringMatch>`
      ).join("");
      return {
        declaration: declared("string", accepted.slice(0, 1).map(value)),
        body: '<p><textEntryInteraction responseIdentifier="RESPONSE"/></p>',
        right: accepted.length > 1 ? `<or>${same}</or>` : same,
      };
    }
  }
}

function choicesOf(
  texts: readonly string[],
  right: readonly number[],
  several: boolean,
): ItemParts {
  const id = (at: number) => `choice-${at + 1}`;
  return {
    declaration: declared("identifier", right.map(id), several),
    body:
      `<choiceInteraction responseIdentifier="RESPONSE" shuffle="false" maxChoices="${
        several ? 0 : 1
      }">\n${
        texts.map((text, at) =>
          `<simpleChoice identifier="${id(at)}">${text}</simpleChoice>`
        ).join("\n")
      }\n</choiceInteraction>`,
    right: right.length > 0 ? matches : null,
  };
}

function declared(
  baseType: string,
  right: readonly string[],
  several = false,
): string {
  const correct = right.map((it) => `<value>${it}</value>`).join("");
  return `<responseDeclaration identifier="RESPONSE" cardinality="${
    several ? "multiple" : "single"
  }" baseType="${baseType}">${
    correct && `<correctResponse>${correct}</correctResponse>`
  }</responseDeclaration>`;
}

function value(text: string): string {
  return escaped(text.toWellFormed());
}

/** A person's text (C-4) as the elements that an item may have. Of what is between them nothing but our own tags matches. */
function content(text: string): string {
  const html = words(text.toWellFormed()).text;
  return html.replace(/<(br|hr)>/g, "<$1/>").replace(
    /<ol start="\d+">/g,
    "<ol>",
  )
    .replace(/<(\/?)s>/g, "<$1span>")
    .replace(/ target="_blank" rel="noopener noreferrer"/g, "") ||
    "<p></p>";
}
