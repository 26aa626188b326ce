import assert from "node:assert/strict";
import { languages } from "texts/languages.ts";
import { operator as t } from "texts/operator.ts";
import {
  colourRules,
  findAxeViolations,
  saveScreenshot,
} from "../../browser.ts";
import { runOperatorCommand } from "../../server/operator/operating.ts";
import { findLastingFaults, readLayoutFaults } from "../layout.ts";
import { readMarkupFaults } from "../markup.ts";
import { testStageAlone } from "../stage.ts";
import { findCutOffWords, findWordsOutsideBrackets } from "../words.ts";

const email = "operator@school.example";
const env = { OPERATORS: email };

testStageAlone(
  "an operator's pages are in each language, valid for axe, and fit a phone (O-5, L-1)",
  async ({ server, person }) => {
    const { page } = await person();
    await page.request.post("/api/teachers", {
      data: { email, name: "Ms Lin", password: "correct horse" },
    });
    await page.request.post("/api/sessions", { data: { name: "Biology" } });
    await runOperatorCommand("grant", server.dataDir, email, [], env);
    const wrong: string[] = [];
    const pseudolocale = languages.at(-1)!;
    for (const path of ["", "/accounts", "/checks", "/log"]) {
      for (const language of languages) {
        await page.goto(`${language.path}/operator${path}`);
        if (path === "/checks") {
          await page.locator(".operator button[type=submit]").click();
          await page.locator(".operator [role=status]").waitFor();
        }
        for (const more of await page.locator("details summary").all()) {
          await more.click();
        }
        const where = `${language.tag}${path}`;
        wrong.push(
          ...(await readMarkupFaults(page)).map((it) => `${where}: ${it}`),
        );
        for (const width of [1280, 360]) {
          await page.setViewportSize({ width, height: 800 });
          const faults = await findLastingFaults(async () => [
            ...language === pseudolocale && path === ""
              ? await findWordsOutsideBrackets(page)
              : [],
            ...await findCutOffWords(page),
            ...await readLayoutFaults(page),
          ]);
          wrong.push(...faults.map((it) => `${where} at ${width}: ${it}`));
          await saveScreenshot(
            page,
            `operator-${where.replaceAll(/\W+/g, "-")}-${width}`,
            true,
          );
          if (language !== languages[0]) continue;
          for (const colorScheme of ["light", "dark"] as const) {
            await page.emulateMedia({ colorScheme });
            const found = await findAxeViolations(
              page,
              colorScheme === "dark" ? colourRules : null,
            );
            wrong.push(...found.map((it) => `${where}: ${JSON.stringify(it)}`));
          }
          await page.emulateMedia({ colorScheme: "light" });
        }
      }
    }
    assert.deepEqual(wrong, []);
    await page.goto("/operator/accounts");
    await page.getByRole("button", { name: `${t.resetLink} ${email}` }).click();
    await page.locator(".operator-link").waitFor();
  },
  env,
);
