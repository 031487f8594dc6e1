package main

import (
	"slices"
	"strings"
	"testing"

	"sesame/envfile"
)

func TestTheConfigurationFileHoldsEverySettingOnce(t *testing.T) {
	found, wrong := envfile.Parse(configurationFile(packaged))
	if len(wrong) > 0 {
		t.Errorf("lines that are no variable: %v", wrong)
	}
	given := map[string]string{}
	for _, v := range found {
		given[v.Name] = v.Value
	}
	if len(given) != len(packaged) {
		t.Errorf("the package gives %v, the file holds %v", packaged, given)
	}
	for name, value := range packaged {
		if given[name] != value {
			t.Errorf("%s is %q, want %q", name, given[name], value)
		}
	}
	whole, _ := envfile.Parse(strings.ReplaceAll(configurationFile(nil), "\n#SESAME_", "\nSESAME_"))
	if len(whole) != len(settings) {
		t.Fatalf("%d variables, want %d", len(whole), len(settings))
	}
	for i, s := range settings {
		if whole[i].Name != s.name || whole[i].Value != s.fallback {
			t.Errorf("%s=%s, want %s=%s", whole[i].Name, whole[i].Value, s.name, s.fallback)
		}
	}
	unwrapped := strings.ReplaceAll(configurationFile(nil), "\n# ", " ")
	for _, s := range settings {
		if !strings.Contains(unwrapped, s.help+s.defaultText()) {
			t.Errorf("%s stands without its help", s.name)
		}
	}
}

func TestTheManualNamesEveryCommandOptionAndSetting(t *testing.T) {
	page := manualPage()
	lines := commandLines()
	if len(lines) != len(commands) {
		t.Fatalf("%d commands tell what they take, of %d", len(lines), len(commands))
	}
	for i, l := range lines {
		if l.command != commands[i].name || !strings.Contains(page, roff(commands[i].does)) {
			t.Errorf("the manual does not hold « %s »", commands[i].name)
		}
		for _, f := range l.flags {
			if !strings.Contains(page, `.B \-\-`+roff(f.Name)+"\n"+roff(f.Usage)) {
				t.Errorf("the manual does not hold --%s", f.Name)
			}
		}
	}
	for _, s := range settings {
		if !strings.Contains(page, "\n.BR "+s.name+" ") || !strings.Contains(page, roff(s.help)) {
			t.Errorf("the manual does not hold %s", s.name)
		}
	}
}

func TestTheWordsAfterACommandComeFromItsUsage(t *testing.T) {
	for args, want := range map[string][]string{
		"":                                  nil,
		"FICHIER":                           nil,
		"FICHIER.pdf":                       nil,
		"add|invite|disable AGENT, ou list": {"add", "invite", "disable", "list"},
		"verify|export [FICHIER]":           {"verify", "export"},
		"adherents|paiements FICHIER, undo NUMÉRO": {"adherents", "paiements", "undo"},
	} {
		if got := (commandLine{options: options{args: args}}).words(); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", args, got, want)
		}
	}
}

func TestAPageOfHelpThatThereIsNot(t *testing.T) {
	d := newDesk(t)
	d.runs(exitUsage, "help", "html")
	d.says("usage : sesame help [COMMANDE|man|bash|env]")
	d.runs(exitDone, "help", "env")
	d.says("SESAME_DB=/var/lib/sesame/sesame.db")
	for _, words := range [][]string{{"import"}, {"import", "adherents"}} {
		d.runs(exitDone, append([]string{"help"}, words...)...)
		d.says("Usage : sesame import [options]", "--dry-run")
	}
}

func TestTheReleaseIsTheNewestOfTheChangelog(t *testing.T) {
	const older = "## [1.0.0] – 2026-11-23\n\n- First.\n"
	for _, c := range []struct{ changelog, version, day string }{
		{"# Changelog\n\n## [Unreleased]\n\n" + older, "1.0.0", "2026-11-23"},
		{"# Changelog\n\n## [Unreleased]\n\n### Added\n- More.\n\n" + older, "1.0.0+unreleased", "2026-11-23"},
		{"# Changelog\n\n## [1.10.0] – 2027-01-02\n\n" + older, "1.10.0", "2027-01-02"},
		{"# Changelog\n", "(devel)", ""},
	} {
		if version, day := release(c.changelog); version != c.version || day != c.day {
			t.Errorf("%q is %s of %s, want %s of %s", c.changelog, version, day, c.version, c.day)
		}
	}
	if version, _ := release(changelog); version == "(devel)" {
		t.Error("CHANGELOG.md has no release")
	}
}

func TestTheHelpSaysWhatThisCommandDemands(t *testing.T) {
	d := newDesk(t)
	for command, demanded := range map[string]bool{"serve": true, "courriers": true, "key": false} {
		d.runs(exitDone, command, "--help")
		if _, after, _ := strings.Cut(d.out, "--caisse-name\n"); strings.HasPrefix(strings.TrimSpace(after), "Nom de la caisse, comme MSA Poitou. Exigé.") != demanded {
			t.Errorf("%s: %s", command, d.out)
		}
	}
}
