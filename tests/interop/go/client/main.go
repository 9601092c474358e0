// Calls every method of an Interop server by Apache's Go library and says for each check how it went.
package main

import (
	"context"
	_ "embed"
	"fmt"
	"log"
	"os"

	"peer"
)

//go:embed matrix
var matrix string

func main() {
	flags := peer.ParseFlags()
	session, err := connect(flags)
	if err != nil {
		log.Fatal(err)
	}
	checks := append(echoes(session), others(session)...)
	if flags.Multiplexed() {
		checks = append(checks, multiplexed(session)...)
	}
	skips := skipped(matrix, flags.Protocol)
	passed, failed := 0, 0
	for _, check := range checks {
		if reason, skip := skips[check.name]; skip {
			fmt.Printf("skip %s: %s\n", check.name, reason)
		} else if err := check.run(context.Background()); err != nil {
			failed++
			fmt.Printf("FAIL %s: %v\n", check.name, err)
		} else {
			passed++
			fmt.Printf("ok %s\n", check.name)
		}
	}
	fmt.Printf("%d passed, %d failed\n", passed, failed)
	if failed > 0 {
		os.Exit(1)
	}
}
