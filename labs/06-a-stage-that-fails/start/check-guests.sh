# Every guest needs a name and a number of seats.
if grep --invert-match '^[A-Z][a-z]* [0-9][0-9]*$' "$1"; then
  echo "that is no guest"
  exit 1
fi
echo "all guests are well"
