package main

import (
	"net"
	"testing"
)

func TestTheDemonstrationListensOnThisComputerOnly(t *testing.T) {
	d := newDesk(t)
	for _, address := range []string{":8080", "0.0.0.0:8080", "192.0.2.1:8080", "[::]:8080", "exemple.fr:80", "8080"} {
		d.runs(exitUsage, "demo", "--listen", address)
	}
}

func TestTheDemonstrationSaysHowToTakeAnotherPort(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close() //nolint:errcheck // nobody connects
	d := newDesk(t)
	d.runs(exitRefused, "demo", "--listen", taken.Addr().String())
	d.says("est déjà prise par un autre programme", "« --listen 127.0.0.1:0 » prend un port libre")
}

func TestTheDemonstrationLeavesRealMembersAlone(t *testing.T) {
	d := newDesk(t)
	d.runs(exitDone, "import", "--new-database", "adherents", d.file("a.csv", goodMembers))
	d.runs(exitRefused, "demo", "--listen", "127.0.0.1:0", "--db", d.path("sesame.db"))
	d.says("Démonstration de Sésame : la base se remplit…")
	d.says("cette base contient de vrais adhérents")
	if d.knows("2580386999012") {
		t.Error("a demonstration member was put among them")
	}
}
