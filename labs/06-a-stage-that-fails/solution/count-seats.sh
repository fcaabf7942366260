# There are ten seats.
seats=$(awk '{ sum += $2 } END { print sum }' "$1")
echo "$seats seats are taken"
[ "$seats" -le 10 ] || exit 1
