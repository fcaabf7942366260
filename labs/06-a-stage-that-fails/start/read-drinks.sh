# Drinks come from the cellar. Without a cellar there are none.
if grep --quiet 'cellar: closed' "$1"; then
  echo "the cellar is closed" >&2
  exit 1
fi
grep --invert-match '^cellar:' "$1"
