package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"

	"sesame/account"
	"sesame/files"
)

// faults are all that is wrong at once: who corrects a configuration wants the whole list.
type faults []string

func (f faults) Error() string {
	s := "la configuration ne convient pas :"
	for _, fault := range f {
		s += "\n  - " + ended(fault)
	}
	return s
}

// errHelp ends a command whose help was asked for.
var errHelp = errors.New("help")

// options are what one command takes: some settings, and flags of its own.
type options struct {
	command  string
	args     string              // of the usage line
	count    int                 // how many arguments are needed
	further  int                 // how many more may follow
	settings func(setting) bool  // which it reads; nil for none
	flags    func(*flag.FlagSet) // its own; may be nil
	complete bool                // required settings are required
	serving  bool                // complete, and settings must fit together
}

// configure reads the configuration file, then the environment, then the command line, which wins. It returns the arguments.
func (p *program) configure(args []string, o options) (*config, []string, error) {
	fs := flag.NewFlagSet("sesame "+o.command, flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	if o.flags != nil {
		o.flags(fs)
	}
	var own []*flag.Flag
	fs.VisitAll(func(f *flag.Flag) { own = append(own, f) })
	read := slices.DeleteFunc(slices.Clone(settings), func(s setting) bool { return o.settings == nil || !o.settings(s) })
	for _, s := range read {
		fs.String(s.flagName(), "", s.help)
		if s.secret {
			fs.String(s.flagName()+"-file", "", "")
		}
	}
	rest, err := parseArgs(fs, args)
	if errors.Is(err, flag.ErrHelp) {
		line := commandLine{o, own, read}
		if p.describe != nil {
			p.describe(line)
			return nil, nil, errHelp
		}
		fmt.Fprint(p.stdout, commandHelp(line))
		return nil, nil, errHelp
	}
	if err != nil {
		return nil, nil, err
	}
	if len(rest) < o.count || len(rest) > o.count+o.further {
		return nil, nil, fmt.Errorf("usage : sesame %s %s", o.command, o.args)
	}
	if o.settings == nil {
		return nil, rest, nil
	}
	env, from, err := p.environment()
	if err != nil {
		return nil, nil, err
	}
	values, wrong := gather(env, from, fs, read)
	c := &config{Limits: account.DefaultLimits(), given: map[string]bool{}}
	for _, s := range read {
		v, given := values[s.name]
		c.given[s.name] = given
		if !given {
			v = s.fallback
		}
		switch {
		case !given && s.required && (o.serving || o.complete):
			wrong = append(wrong, s.name+" : ce réglage est exigé. "+s.help)
		case !given && s.required:
		case s.isDemo(v):
			wrong = append(wrong, from.of(s.name, fmt.Sprintf("%s : « %s » est une valeur de la démonstration ; donnez celle de la caisse", s.name, v)))
		default:
			if err := s.set(c, v); err != nil {
				wrong = append(wrong, from.of(s.name, fault(s.name, err)))
			}
		}
	}
	if o.serving && len(wrong) == 0 {
		wrong = c.together()
	}
	if len(wrong) > 0 {
		return nil, nil, faults(wrong)
	}
	return c, rest, nil
}

// fault names the setting, unless the sentence does so itself, as those of the courier do.
func fault(name string, err error) string {
	if strings.HasPrefix(err.Error(), "SESAME_") {
		return err.Error()
	}
	return name + " : " + err.Error()
}

// parseArgs lets flags stand after arguments too, and says in French what is wrong.
func parseArgs(fs *flag.FlagSet, args []string) (rest []string, err error) {
	for {
		if err := fs.Parse(args); err != nil {
			return nil, frenchFlagError(err)
		}
		if fs.NArg() == 0 {
			return rest, nil
		}
		if at := len(args) - fs.NArg(); at > 0 && args[at-1] == "--" {
			return append(rest, fs.Args()...), nil
		}
		rest, args = append(rest, fs.Arg(0)), fs.Args()[1:]
	}
}

func frenchFlagError(err error) error {
	if errors.Is(err, flag.ErrHelp) {
		return err
	}
	if name, ok := strings.CutPrefix(err.Error(), "flag provided but not defined: -"); ok {
		return fmt.Errorf("l'option --%s est inconnue", strings.TrimPrefix(name, "-"))
	}
	if name, ok := strings.CutPrefix(err.Error(), "flag needs an argument: -"); ok {
		return fmt.Errorf("l'option --%s attend une valeur", strings.TrimPrefix(name, "-"))
	}
	return errors.New("la ligne de commande n'est pas lisible ; --help donne les options")
}

// gather finds what was given, by name of setting: the variables of file and environment, the files they name, then the flags.
// An empty variable counts as none. Every variable that begins with SESAME_ must be known: one that is not is a typing
// error whose default would be a surprise.
func gather(env []string, from origins, fs *flag.FlagSet, read []setting) (values map[string]string, wrong []string) {
	values = map[string]string{}
	named := map[string]string{}
	wanted := map[string]setting{}
	for _, s := range read {
		wanted[s.name] = s
	}
	known, secrets := knownNames()
	for _, line := range env {
		name, value, _ := strings.Cut(line, "=")
		if !strings.HasPrefix(name, "SESAME_") || value == "" {
			continue
		}
		base := strings.TrimSuffix(name, "_FILE")
		switch {
		case secrets[base] && base != name:
			if _, ok := wanted[base]; ok {
				named[base] = value
			}
		case !known[name]:
			wrong = append(wrong, from.of(name, name+" : cette variable est inconnue. « sesame serve --help » les donne toutes"))
		default:
			if _, ok := wanted[name]; ok {
				values[name] = value
			}
		}
	}
	for name := range named {
		if values[name] != "" {
			wrong = append(wrong, name+" : donnez la valeur ou "+name+"_FILE, pas les deux.")
		}
	}
	fs.Visit(func(f *flag.Flag) {
		name := "SESAME_" + strings.ToUpper(strings.ReplaceAll(f.Name, "-", "_"))
		base := strings.TrimSuffix(name, "_FILE")
		if _, ok := wanted[name]; ok {
			values[name] = f.Value.String()
			delete(named, name)
			delete(from, name)
		} else if s, ok := wanted[base]; ok && s.secret {
			named[base] = f.Value.String()
			delete(values, base)
		}
	})
	for _, name := range slices.Sorted(maps.Keys(named)) {
		content, err := os.ReadFile(handedOver(env, named[name]))
		if err != nil {
			wrong = append(wrong, fmt.Sprintf("%s_FILE : %s", name, files.Reason(err)))
			continue
		}
		values[name] = strings.TrimRight(string(content), "\r\n")
	}
	return values, wrong
}

func knownNames() (known, secrets map[string]bool) {
	known, secrets = map[string]bool{}, map[string]bool{}
	for _, s := range settings {
		known[s.name], secrets[s.name] = true, s.secret
	}
	return known, secrets
}

// only picks settings by name.
func only(names ...string) func(setting) bool {
	return func(s setting) bool {
		for _, n := range names {
			if s.name == n {
				return true
			}
		}
		return false
	}
}
