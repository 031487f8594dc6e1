//go:build profile

package main

import (
	"errors"
	"os"
	"os/signal"
	"runtime/pprof"
	"syscall"
)

// A build with this tag writes a CPU profile to the file that SESAME_PROFILE names, from the program's start until SIGUSR1.
// The file gets its name once it is complete.
func init() {
	path := os.Getenv("SESAME_PROFILE")
	if path == "" {
		return
	}
	if err := os.Unsetenv("SESAME_PROFILE"); err != nil { // not a setting: the program would refuse it as unknown
		panic(err)
	}
	file, err := os.Create(path + ".part")
	if err != nil {
		panic(err)
	}
	if err := pprof.StartCPUProfile(file); err != nil {
		panic(err)
	}
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGUSR1)
	go func() {
		<-stop
		pprof.StopCPUProfile()
		if err := errors.Join(file.Close(), os.Rename(file.Name(), path)); err != nil {
			panic(err)
		}
	}()
}
