/** A teacher signs in, signs up, or chooses a new password. */

/** Sign-in, sign-up, a new password. */
export const signIn = {
  title: "Teacher sign-in",
  heading: "Teacher Portal",
  signIn: "Sign in",
  inLine:
    "Many people are trying to sign in. You are in line. Just wait: this page goes on automatically.",
  signUp: "Sign up",
  signUpHeading: "New here?",
  signUpLead: "An account is for teachers only. Students need none.",
  makeAccount: "Make an account",
  haveAccount: "I have an account",
  email: "E-mail address",
  name: "Your name",
  nameHint: "What students see, such as Ms Lin",
  password: "Password",
  passwordHint: "8 characters or more",
  forgot: "Forgot password",
  forgotText: "Ask your school’s administrator for a link to a new password.",
  forgotHow: "For administrators",
  forgotCommand: (email: string) => `deno task reset-link ${email}`,
  forgotThen: "Open the link within a day, and choose a new password.",
  resetTitle: "Choose a new password",
  newPassword: "New password",
  keepPassword: "Keep the new password",
  resetDone: "Your new password is set. Please sign in with it.",
  badLink:
    "This link has been used already, or is too old. Please ask for a new one.",
  signOut: "Sign out",
  signedOut: "You are signed out.",
  closed:
    "New accounts cannot be made here. Please ask whoever runs this Homeroom.",
  badEmail: "Please enter an e-mail address, such as lin@school.example.",
  badPassword: "A password has 8 to 200 characters.",
  badName: "Please enter your name, on one line.",
};
