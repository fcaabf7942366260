// clock tells who it runs as, and what time it is: in UTC, or in the time zone that you name.
package main

import (
	"fmt"
	"os"
	"os/user"
	"time"
)

func main() {
	zone := "UTC"
	if len(os.Args) > 1 {
		zone = os.Args[1]
	}
	place, err := time.LoadLocation(zone)
	if err != nil {
		fmt.Println("cannot tell the time:", err)
		os.Exit(1)
	}
	name := "nobody I know"
	if who, err := user.Current(); err == nil {
		name = who.Username
	}
	fmt.Printf("%s: it is %s\n", name, time.Now().In(place).Format(time.RFC1123))
}
