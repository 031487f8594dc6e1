package main

import (
	"bytes"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"sesame/db/dbtest"
)

func TestADiskThatMayOnlyBeReadIsTold(t *testing.T) {
	dir := dbtest.OnSmallDisk(t, "16m")
	if dir == "" {
		return
	}
	d := newDesk(t)
	at := []string{"SESAME_DB=" + filepath.Join(dir, "sesame.db"), "SESAME_BASE_URL=http://localhost:8080"}
	_, _, stop := d.serving(at...)
	if status, log := stop(); status != exitDone {
		t.Fatalf("exit %d\n%s", status, log)
	}
	command := func(args ...string) (int, string, string) {
		var out, told bytes.Buffer
		env := append(append([]string{"SESAME_SMTP_URL=smtp://127.0.0.1:1?tls=none", "SESAME_SMTP_FROM=Essai <essai@caisse.example>"}, caisse...), at...)
		status := Main(t.Context(), args, env, &out, &told)
		return status, out.String(), told.String()
	}
	remount := func(flags uintptr) {
		t.Helper()
		if err := syscall.Mount("tmpfs", dir, "tmpfs", syscall.MS_REMOUNT|flags, "size=16m"); err != nil {
			t.Fatal(err)
		}
	}

	remount(syscall.MS_RDONLY)
	const says = "ce compte ne peut pas écrire dans la base"
	if status, said, _ := command("doctor"); status != exitRefused || !strings.Contains(said, "ÉCHEC  base et clé : "+says) {
		t.Errorf("exit %d\n%s", status, said)
	}
	if status, _, told := command("serve"); status != exitRefused || !strings.Contains(told, says) || !strings.Contains(told, "lecture seule") {
		t.Errorf("exit %d\n%s", status, told)
	}

	remount(0)
	_, health, stop := d.serving(at...)
	if _, body := get(t, health+"/readyz"); !strings.Contains(body, "base : ok") {
		t.Error(body)
	}
	if status, log := stop(); status != exitDone {
		t.Errorf("exit %d\n%s", status, log)
	}
}
