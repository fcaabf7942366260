/** What a ship pays in the harbour: 3 for each metre, and no less than 20. */
export function toll(lengthInMetres) {
  return Math.max(20, 3 * lengthInMetres);
}
