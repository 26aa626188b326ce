/** A class call over a mesh, in Chromium (K-1, K-2, K-5). */
import { testStage } from "../browser/stage.ts";
import { playGroupCalls } from "../browser/calls/class_scenario.ts";

testStage(
  "K-1, K-2, K-5: six in two groups hear each other, their teacher visits and has their eyes, and they go along wherever she has them be",
  playGroupCalls,
);
