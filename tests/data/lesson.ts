/** What is in the data that `make.ts` makes, so that the test knows what must be there. */

/** The teacher's account. */
export const account = {
  email: "lin@school.example",
  name: "Ms Lin",
  password: "correct horse",
};

/** What the words of the class begin with: `zqpastamy`, `zqpastben`, `zqpastlin`. */
export const mark = "past";

/** The quiz that Amy has answered rightly. */
export const quiz = {
  name: "zqpastlin Cells",
  questions: [{
    kind: "single",
    text: "What makes a plant green?",
    choices: ["Chlorophyll", "Haemoglobin"],
    correct: [0],
  }],
};

/** The name of the class that has not begun yet; it begins as late as one may: `daysAhead` after the data was made. */
export const scheduled = "zqpastlin Chemistry";
/** See {@link scheduled}. */
export const daysAhead = 365;
