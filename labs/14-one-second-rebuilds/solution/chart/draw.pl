# Draws the chart: many depths, which take a while.
use integer;

my $depth = 42;
for my $line (1 .. 2000) {
    $depth = ($depth * 1103515245 + 12345) % 2147483648 for 1 .. 500;
    print $line, " ", $depth % 100, "\n";
}
