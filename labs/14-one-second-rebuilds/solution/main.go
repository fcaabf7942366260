// Command buoy tells what it has on its chart.
package main

import (
	_ "embed"
	"strings"
)

//go:embed chart.txt
var chart string

func main() {
	println(len(strings.Fields(chart)), "depths on the chart")
}
