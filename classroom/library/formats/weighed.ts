/** Answers that bear weights, as Moodle has them, as a question that has right ones and wrong ones. Pure. */
import type { Draft, Omission } from "./found.ts";

/** An answer, and how much of the points it brings, in percent; less than nothing: it takes some. */
interface Weighed {
  text: string;
  weight: number;
}

/** The fields of the question, and what of the weights has no place. */
interface WeighedQuestion {
  fields: Draft;
  leftOut: Omission[];
}

/**
 * A short text accepts what brings all points. Of single choices one is right that brings them all, and none where each
 * of several does; of multiple ones those that bring some are right together.
 */
export function weighed(
  all: readonly Weighed[],
  kind: "single" | "multiple" | "text",
): WeighedQuestion {
  const full = all.flatMap(({ weight }, at) => weight >= 99.9 ? [at] : []);
  if (kind === "text") {
    const accepted = full.map((at) => all[at].text).filter((it) => it !== "");
    const isPart = all.some(({ weight }) => weight > 0 && weight < 99.9);
    return {
      fields: {
        kind,
        ...(accepted.length > 0 && { correct: [...new Set(accepted)] }),
      },
      leftOut: isPart ? ["weights-left-out"] : [],
    };
  }
  const some = all.flatMap(({ weight }, at) => weight > 0 ? [at] : []);
  const isOne = kind === "single";
  if (isOne && full.length > 1) {
    return {
      fields: { kind, choices: all.map(({ text }) => text) },
      leftOut: ["one-of-several-left-out"],
    };
  }
  const correct = isOne ? full : some;
  const fair = 100 / Math.max(1, correct.length);
  const isPlain = all.every(({ weight }, at) =>
    correct.includes(at)
      ? weight >= 99.9 || Math.abs(weight - fair) < 1
      // That a wrong choice takes points away is what keeps one from choosing all.
      : weight === 0 || !isOne && weight < 0
  );
  return {
    fields: {
      kind,
      choices: all.map(({ text }) => text),
      ...(correct.length > 0 && { correct }),
    },
    leftOut: isPlain ? [] : ["weights-left-out"],
  };
}
