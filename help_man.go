package main

import (
	_ "embed"
	"flag"
	"strings"
	"text/template"
)

//go:embed help_man.tmpl
var manualText string

var manual = template.Must(template.New("").Funcs(template.FuncMap{"roff": roff}).Parse(manualText))

// manualCommand is a command with its own flags, for the template.
type manualCommand struct {
	Name, Args, Does string
	Flags            []*flag.Flag
}

type manualSetting struct {
	Name, Flag, Help, Default string
	Secret                    bool
}

// manualPage returns sesame(1), in the man macros. Its commands and settings are those of --help.
func manualPage() string {
	version, day := release(changelog)
	page := struct {
		Version, Day, Config, Secrets string
		Commands                      []manualCommand
		Settings                      []manualSetting
	}{Version: version, Day: day, Config: usualConfigFile, Secrets: secretsFolder}
	for i, l := range commandLines() {
		page.Commands = append(page.Commands, manualCommand{l.command, commands[i].args, commands[i].does, l.flags})
	}
	for _, s := range settings {
		page.Settings = append(page.Settings, manualSetting{s.name, s.flagName(), s.help, strings.TrimSpace(s.defaultText()), s.secret})
	}
	var b strings.Builder
	if err := manual.Execute(&b, page); err != nil {
		panic("the manual page is embedded: " + err.Error())
	}
	return b.String()
}

// roff escapes a text so that nothing in it is read as a request or an escape sequence.
func roff(text string) string {
	text = strings.NewReplacer(`\`, `\e`, "-", `\-`, "'", `\(aq`, "^", `\(ha`, "~", `\(ti`, "`", `\(ga`).Replace(text)
	if strings.HasPrefix(text, ".") {
		text = `\&` + text
	}
	return text
}
