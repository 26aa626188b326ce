import { testStage } from "../browser/stage.ts";
import { playGroupCalls } from "../browser/calls/class_scenario.ts";

testStage(
  "four in two groups hear each other and their visiting teacher, and move with her (K-1, K-2, K-5)",
  playGroupCalls,
);
