/** What to say to somebody. */
exports.greet = (name) => `Welcome aboard, ${name}!`;
