//go:build profile

package main

import (
	"os"
	"os/signal"
	"runtime/pprof"
	"syscall"
)

// A build with this tag writes a profile of the processor to the file that SESAME_PROFILE names, from its start until SIGTERM.
func init() {
	path := os.Getenv("SESAME_PROFILE")
	if path == "" {
		return
	}
	if err := os.Unsetenv("SESAME_PROFILE"); err != nil { // it is no setting
		panic(err)
	}
	file, err := os.Create(path)
	if err != nil {
		panic(err)
	}
	if err := pprof.StartCPUProfile(file); err != nil {
		panic(err)
	}
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM)
	go func() {
		<-stop
		pprof.StopCPUProfile()
		_ = file.Close()
	}()
}
